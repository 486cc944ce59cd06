//! Functions that are broken down by tags and serve an objective, which is not.
#![forbid(unsafe_code)] // What the macros emit is none of it.

use std::cell::Cell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use census::{Snapshot, TagKey, TagValue, declare_slo, measured, testing};
use census_tests::objectives::{block_on, events, yield_now};

/// What a call is to do.
#[derive(Clone, Copy, Debug, PartialEq, TagValue)]
enum How {
    Well,
    Badly,
    Panics,
    Waits,
}

#[derive(TagValue)]
enum Status {
    Ok,
    Failed,
}

const HOW: TagKey = TagKey::closed::<How>("how");
const STATUS: TagKey = TagKey::closed::<Status>("status");

fn status<T, E>(result: &Result<T, E>) -> Status {
    if result.is_ok() { Status::Ok } else { Status::Failed }
}

declare_slo! {
    slo SHIP = "ship" {
        window = 28d;
        availability >= 99%;
        latency < 1h for 99%;
    }
}

fn act(how: How) -> Result<u8, &'static str> {
    match how {
        How::Badly => Err("bad"),
        How::Panics => panic!("on purpose"),
        How::Well | How::Waits => Ok(1),
    }
}

/// Leaves at its end.
#[measured(count = "ship/straight", errors = "ship/straight_errors", tags(how = how), slo = SHIP)]
fn straight(how: How) -> Result<u8, &'static str> {
    act(how)
}

/// Leaves before its end; its result has a tag.
#[measured(
    count = "ship/early",
    latency = "ship/early_latency",
    buckets = [1h],
    in_flight = "ship/early_flight",
    tags(how = how, status = |result| status(result)),
    slo = SHIP,
)]
fn early(how: How) -> Result<u8, &'static str> {
    Ok(act(how)? + 1)
}

/// Shows only in flight.
#[measured(in_flight = "ship/flight", tags(how = how), slo = SHIP)]
fn flies(how: How) -> Result<u8, &'static str> {
    Ok(act(how)? + 1)
}

#[measured(
    count = "ship/later",
    errors = "ship/later_errors",
    tags(how = how, status = |result| status(result)),
    slo = SHIP,
)]
async fn later(how: How) -> Result<u8, &'static str> {
    yield_now().await;
    if how == How::Waits {
        pending::<()>().await;
    }
    act(how)
}

#[measured(in_flight = "ship/flies_later", tags(how = how), slo = SHIP)]
async fn flies_later(how: How) -> Result<u8, &'static str> {
    yield_now().await;
    if how == How::Waits {
        pending::<()>().await;
    }
    act(how)
}

#[measured(future, count = "ship/boxed", tags(how = how), slo = SHIP)]
fn boxed(how: How) -> Pin<Box<dyn Future<Output = Result<u8, &'static str>>>> {
    Box::pin(async move {
        if how == How::Waits {
            pending::<()>().await;
        }
        act(how)
    })
}

#[measured(count = "ship/outer", tags(how = how), slo = SHIP)]
fn outer(how: How) -> Result<u8, &'static str> {
    early(how).or_else(|_| straight(How::Well))
}

const ALL: [How; 3] = [How::Well, How::Badly, How::Panics];

fn sync(call: fn(How) -> Result<u8, &'static str>) {
    for how in ALL {
        let _ = catch_unwind(|| call(how));
    }
}

fn polled<F: Future<Output = Result<u8, &'static str>>>(call: impl Fn(How) -> F) {
    for how in ALL {
        let _ = catch_unwind(AssertUnwindSafe(|| block_on(call(how))));
    }
    let mut waits = pin!(call(How::Waits));
    assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

/// The rows of a view that counted something.
fn rows(snapshot: &Snapshot, view: &str) -> Vec<String> {
    let text = snapshot.view(view).expect("a view").to_string();
    let rows = text.lines().skip(1).map(str::trim);
    rows.filter(|row| !row.ends_with("count=0")).map(str::to_owned).collect()
}

#[test]
fn each_call_is_in_a_row_and_once_in_the_objective() {
    for call in [straight, early] {
        let scope = testing::scope();
        sync(call);
        assert_eq!(events(&scope.snapshot(), "ship-availability"), [1, 2, 0]);
    }
    let scope = testing::scope();
    sync(straight);
    sync(early);
    sync(flies);
    polled(later);
    polled(flies_later);
    polled(boxed);
    let snapshot = scope.snapshot();
    // A call that is dropped is excluded.
    assert_eq!(events(&snapshot, "ship-availability"), [6, 12, 3]);
    let each = ["how=badly  count=1", "how=panics  count=1", "how=well  count=1"];
    assert_eq!(rows(&snapshot, "ship/straight"), each);
    let ended = ["how=panics  count=1", "how=badly  status=failed  count=1"];
    let ended = [&ended[..], &["how=well  status=ok  count=1"]].concat();
    assert_eq!(rows(&snapshot, "ship/early").len(), ended.len());
    assert!(ended.iter().all(|row| rows(&snapshot, "ship/early").contains(&(*row).to_owned())));
    let waits = "how=waits  count=1".to_owned();
    for view in ["ship/later", "ship/boxed"] {
        assert_eq!(rows(&snapshot, view).len(), 4, "{:?}", rows(&snapshot, view));
        assert!(rows(&snapshot, view).contains(&waits));
    }
    for view in ["ship/flight", "ship/early_flight", "ship/flies_later"] {
        let text = snapshot.view(view).expect("a view").to_string();
        assert!(text.lines().skip(1).all(|row| row.ends_with("last=0")), "{text}");
    }
    assert_eq!(snapshot.view("ship/straight_errors").expect("a view").count(), 2);
    assert_eq!(snapshot.view("ship/later_errors").expect("a view").count(), 2);
}

/// A future that is ready, and panics when it is dropped.
struct DropsBadly;

impl Future for DropsBadly {
    type Output = Result<u8, ()>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<u8, ()>> {
        Poll::Ready(Ok(1))
    }
}

impl Drop for DropsBadly {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

#[test]
fn a_body_that_panics_when_it_is_dropped_is_a_panic_whatever_is_asked() {
    #[measured(future, errors = "drops/plain")]
    fn plain() -> impl Future<Output = Result<u8, ()>> {
        DropsBadly
    }
    #[measured(future, errors = "drops/served", slo = SHIP)]
    fn served() -> impl Future<Output = Result<u8, ()>> {
        DropsBadly
    }
    let scope = testing::scope();
    assert!(catch_unwind(|| block_on(plain())).is_err());
    assert!(catch_unwind(|| block_on(served())).is_err());
    let snapshot = scope.snapshot();
    for view in ["drops/plain", "drops/served"] {
        assert_eq!(snapshot.view(view).expect("a view").count(), 1, "{view}");
    }
    assert_eq!(events(&snapshot, "ship-availability"), [0, 1, 0]);
}

#[test]
fn of_nested_calls_with_tags_the_outermost_counts() {
    let scope = testing::scope();
    assert!(outer(How::Badly).is_ok());
    let snapshot = scope.snapshot();
    assert_eq!(events(&snapshot, "ship-availability"), [1, 0, 0]);
    assert_eq!(rows(&snapshot, "ship/straight"), ["how=well  count=1"]);
}

#[test]
fn a_tag_of_the_result_that_panics_is_a_panic_of_the_call() {
    thread_local! {
        static PANICS: Cell<bool> = const { Cell::new(false) };
    }
    fn told<T, E>(result: &Result<T, E>) -> Status {
        assert!(!PANICS.get(), "on purpose");
        status(result)
    }
    declare_slo! {
        slo TOLD = "told" { window = 28d; availability >= 99%; panic = exclude; cancel = bad; }
    }
    #[measured(count = "told/sync", tags(status = |result| told(result)), slo = TOLD)]
    fn sync() -> Result<u8, ()> {
        Ok(1)
    }
    #[measured(count = "told/later", tags(status = |result| told(result)), slo = TOLD)]
    async fn later() -> Result<u8, ()> {
        yield_now().await;
        Ok(1)
    }
    let scope = testing::scope();
    PANICS.set(true);
    assert!(catch_unwind(sync).is_err());
    assert!(catch_unwind(|| block_on(later())).is_err());
    // The thread is in no call any more: the next ones count.
    PANICS.set(false);
    assert!(sync().is_ok());
    assert!(block_on(later()).is_ok());
    let snapshot = scope.snapshot();
    assert_eq!(events(&snapshot, "told-availability"), [2, 0, 2]);
    assert_eq!(snapshot.view("told/later").expect("a view").count(), 2);
}
