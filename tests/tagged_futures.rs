//! Calls that are broken down by tags, however they end: futures, panics, cancellations.

use std::future::{Future, pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use census::tags::InTags;
use census::{TagKey, TagMap, TagValue, measured, testing};

#[derive(Clone, Copy, TagValue)]
enum Method {
    Get,
    Put,
}

#[derive(TagValue)]
enum Status {
    Ok,
    Failed,
}

impl Status {
    fn of<T, E>(result: &Result<T, E>) -> Self {
        if result.is_ok() { Status::Ok } else { Status::Failed }
    }
}

const METHOD: TagKey = TagKey::closed::<Method>("method");
const STATUS: TagKey = TagKey::closed::<Status>("status");
static REGION: TagKey = TagKey::new("region");

fn poll(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

fn in_region<R>(region: &str, call: impl FnOnce() -> R) -> R {
    let tags = TagMap::new().edit().insert(REGION, region).build();
    tags.expect("a tag").scope(call)
}

#[test]
fn a_panic_and_a_dropped_future_have_no_tag_of_their_result() {
    #[measured(
        count = "calls/ends/count",
        errors = "calls/ends/errors",
        latency = "calls/ends/latency",
        buckets = [1h],
        in_flight = "calls/ends/in_flight",
        tags(method, status = |result| Status::of(result)),
    )]
    async fn wait(how: u8) -> Result<(), ()> {
        match how {
            0 => panic!("on purpose"),
            1 => pending().await,
            _ => ready(Ok(())).await,
        }
    }
    let scope = testing::scope();
    let tags = TagMap::new().edit().insert(METHOD, Method::Get).build().expect("a tag");
    tags.scope(|| {
        assert!(catch_unwind(AssertUnwindSafe(|| poll(wait(0)))).is_err());
        assert!(!poll(wait(1)));
        assert!(poll(wait(2)));
        drop(wait(2));
        let mut hung = Box::pin(wait(1));
        assert!(hung.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let flying = scope.snapshot().only("calls/ends/in_flight").to_string();
        assert_eq!(
            flying,
            "calls/ends/in_flight [1]\n  method=get  last=1\n  method=put  last=0\n"
        );
    });
    let other = TagMap::new().edit().insert(METHOD, Method::Put).build().expect("a tag");
    assert!(other.scope(|| poll(wait(2))));
    let snapshot = scope.snapshot();
    let rows = |view: &str| -> Vec<String> {
        let text = snapshot.view(view).expect("a view").to_string();
        text.lines().filter(|line| line.contains("method=get")).map(str::to_owned).collect()
    };
    assert_eq!(
        rows("calls/ends/count"),
        [
            "  method=get  count=3",
            "  method=get  status=failed  count=0",
            "  method=get  status=ok  count=1"
        ]
    );
    assert_eq!(
        rows("calls/ends/errors"),
        [
            "  method=get  count=1",
            "  method=get  status=failed  count=0",
            "  method=get  status=ok  count=0"
        ]
    );
    assert_eq!(rows("calls/ends/in_flight"), ["  method=get  last=0"]);
    assert_eq!(snapshot.view("calls/ends/latency").map(census::ViewData::count), Some(5));
}

#[test]
fn a_closure_that_panics_over_a_result_is_a_panic_and_loses_no_call() {
    #[measured(
        count = "calls/teller/count",
        errors = "calls/teller/errors",
        tags(status = |result| if *result == 1 { Status::Ok } else { panic!("on purpose") }),
    )]
    fn tell(number: u8) -> u8 {
        number
    }
    #[measured(
        count = "calls/teller/count",
        errors = "calls/teller/errors",
        tags(status = |result| if *result == 1 { Status::Ok } else { panic!("on purpose") }),
    )]
    async fn tell_later(number: u8) -> u8 {
        ready(number).await
    }
    let scope = testing::scope();
    assert_eq!(tell(1), 1);
    assert!(catch_unwind(|| tell(2)).is_err());
    assert!(poll(tell_later(1)));
    assert!(catch_unwind(|| poll(tell_later(2))).is_err());
    assert_eq!(
        scope.snapshot().only("calls/teller/").to_string(),
        "calls/teller/count [1]\n  count=2\n  status=failed  count=0\n  status=ok  count=2\n\
         calls/teller/errors [1]\n  count=2\n  status=failed  count=0\n  status=ok  count=0\n"
    );
}

#[test]
fn a_future_that_is_returned_takes_the_tags_of_its_arguments_when_it_is_made() {
    #[measured(
        count = "calls/made/inside",
        tags(region = region, status = |result| Status::of(result)),
    )]
    fn inside(region: String) -> impl Future<Output = Result<u8, ()>> + Send {
        let region = region.len();
        async move { ready(u8::try_from(region).map_err(|_| ())).await }
    }
    #[measured(errors = "calls/made/around", tags("length" = text.len(), region), future)]
    fn around(text: &str) -> Pin<Box<dyn Future<Output = Result<u8, ()>> + Send + '_>> {
        if text.is_empty() {
            return Box::pin(ready(Err(())));
        }
        Box::pin(async move { text.bytes().next().ok_or(()) })
    }
    let scope = testing::scope();
    assert!(poll(inside("eu".to_owned())));
    let [one, other] = in_region("us", || [around(""), around("abc")]);
    assert!(poll(one) && poll(other));
    drop(around("never polled"));
    assert_eq!(
        scope.snapshot().only("calls/made/").to_string(),
        "calls/made/around [1]\n  length=0  region=us  count=1\n  length=3  region=us  count=0\n\
         calls/made/inside [1]\n  region=eu  status=ok  count=1\n"
    );
}

#[test]
fn tokio_may_move_and_cancel_what_has_tags() {
    #[measured(count = "calls/tokio", tags(region, "task" = task % 2))]
    async fn task(task: u32, hang: bool) {
        tokio::task::yield_now().await;
        if hang {
            pending::<()>().await;
        }
    }
    let scope = testing::scope();
    let handle = scope.handle();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    handle.run(|| {
        runtime.block_on(async {
            for at in 0..20 {
                let eu = TagMap::new().edit().insert(REGION, "eu").build().expect("a tag");
                let running = tokio::spawn(task(at, at >= 10).in_tags(eu));
                if at < 10 {
                    running.await.expect("it ends");
                } else {
                    tokio::task::yield_now().await;
                    tokio::task::yield_now().await;
                    running.abort();
                    assert!(running.await.is_err());
                }
            }
        });
    });
    assert_eq!(
        scope.snapshot().only("calls/tokio").to_string(),
        "calls/tokio [1]\n  region=eu  task=0  count=10\n  region=eu  task=1  count=10\n"
    );
}

#[test]
fn calls_in_flight_of_one_name_are_added_up_with_tags_and_without() {
    #[measured(count = "calls/mixed/tagged", in_flight = "calls/mixed/now",
        tags(status = |result| Status::of(result)))]
    async fn tagged() -> Result<(), ()> {
        pending().await
    }
    #[measured(count = "calls/mixed/plain", in_flight = "calls/mixed/now")]
    async fn plain() {
        pending().await
    }
    let scope = testing::scope();
    let (mut tagged, mut plain) = (pin!(tagged()), pin!(plain()));
    let context = &mut Context::from_waker(Waker::noop());
    assert!(tagged.as_mut().poll(context).is_pending());
    assert!(plain.as_mut().poll(context).is_pending());
    assert_eq!(
        scope.snapshot().only("calls/mixed/now").to_string(),
        "calls/mixed/now [1]\n  last=2\n"
    );
}
