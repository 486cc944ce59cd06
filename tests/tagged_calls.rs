//! Calls that are broken down by tags: whose row a call is in, and who shows it.

use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;

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

mod keys {
    use census::TagKey;

    pub(super) const CODE: TagKey = TagKey::new("http.code");
}

struct Request {
    method: Method,
    path: String,
}

impl Request {
    fn new(method: Method, path: &str) -> Self {
        Request { method, path: path.to_owned() }
    }
}

fn poll(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

fn in_region<R>(region: &str, call: impl FnOnce() -> R) -> R {
    let tags = TagMap::new().edit().insert(REGION, region).build();
    tags.expect("a tag").scope(call)
}

#[test]
fn closed_rows_are_there_before_the_first_call() {
    #[measured(
        count = "calls/silent/count",
        errors = "calls/silent/errors",
        latency = "calls/silent/latency",
        buckets = [1s],
        in_flight = "calls/silent/in_flight",
        tags(method = method, status = |result| Status::of(result)),
    )]
    fn silent(method: Method) -> Result<Method, ()> {
        Ok(method)
    }
    let silent: fn(Method) -> Result<Method, ()> = silent; // Nobody calls it.
    assert!(!std::ptr::fn_addr_eq(silent, (|_| Err(())) as fn(Method) -> Result<Method, ()>));
    let four = |zero: &str| {
        let row =
            |method: &str, status: &str| format!("  method={method}  status={status}  {zero}\n");
        row("get", "failed") + &row("get", "ok") + &row("put", "failed") + &row("put", "ok")
    };
    assert_eq!(
        census::snapshot().only("calls/silent/").to_string(),
        format!(
            "calls/silent/count [1]\n{}calls/silent/errors [1]\n{}calls/silent/in_flight [1]\n  \
             method=get  last=0\n  method=put  last=0\ncalls/silent/latency [s]\n{}",
            four("count=0"),
            four("count=0"),
            four("count=0 sum=0 buckets=0 |1| 0"),
        )
    );
}

#[test]
fn a_call_is_in_the_row_of_its_arguments_its_context_and_its_result() {
    #[measured(
        count = "calls/all/count",
        errors = "calls/all/errors",
        in_flight = "calls/all/in_flight",
        tags(
            method = request.method,
            "path" = request.path,
            region,
            status = |result| Status::of(result),
        ),
    )]
    fn serve(request: Request) -> Result<String, String> {
        if request.path.is_empty() { Err(request.path) } else { Ok(request.path) }
    }
    let scope = testing::scope();
    in_region("eu", || {
        let _ = serve(Request::new(Method::Get, "/a"));
        let _ = serve(Request::new(Method::Get, "/a"));
        let _ = serve(Request::new(Method::Put, ""));
    });
    let _ = serve(Request::new(Method::Get, "/a"));
    assert_eq!(
        scope.snapshot().only("calls/all/").to_string(),
        "calls/all/count [1]\n  method=get  path=/a  status=ok  count=1\n  \
         method=get  path=/a  region=eu  status=ok  count=2\n  \
         method=put  path=  region=eu  status=failed  count=1\n\
         calls/all/errors [1]\n  method=get  path=/a  status=ok  count=0\n  \
         method=get  path=/a  region=eu  status=ok  count=0\n  \
         method=put  path=  region=eu  status=failed  count=1\n\
         calls/all/in_flight [1]\n  method=get  path=/a  last=0\n  \
         method=get  path=/a  region=eu  last=0\n  method=put  path=  region=eu  last=0\n"
    );
}

#[test]
fn a_question_mark_and_a_return_tell_their_results() {
    #[measured(
        count = "calls/early",
        tags(status = |result| Status::of(result), keys::code = |result| result.as_ref().err()),
    )]
    fn early(text: &str) -> Result<u8, u16> {
        if text == "!" {
            return Err(500);
        }
        let number: u8 = text.parse().map_err(|_| 400_u16)?;
        Ok(number)
    }
    let scope = testing::scope();
    for text in ["1", "2", "x", "!", "!"] {
        let _ = early(text);
    }
    assert_eq!(
        scope.snapshot().only("calls/early").to_string(),
        "calls/early [1]\n  status=failed  http.code=400  count=1\n  \
         status=failed  http.code=500  count=2\n  status=ok  count=2\n"
    );
}

#[test]
fn a_declared_view_chooses_the_tags_that_it_is_broken_down_by() {
    #[measured(
        count = "calls/chosen",
        errors = "calls/chosen/errors",
        latency = "calls/chosen/latency",
        tags(method = method, region = region, status = |result| Status::of(result)),
    )]
    fn chosen(method: Method, region: Option<&str>) -> Result<(), ()> {
        region.map(|_| ()).ok_or(())
    }
    let by_status =
        census::View::builder("calls/chosen/by_status", "calls/chosen").columns(&[STATUS]);
    let scope = testing::scope();
    let _ = chosen(Method::Get, Some("eu")); // Before there was the view.
    by_status.count().expect("a name of its own");
    let _ = chosen(Method::Get, Some("eu"));
    let _ = chosen(Method::Put, Some("us"));
    let _ = chosen(Method::Put, None);
    assert_eq!(
        scope.snapshot().view("calls/chosen/by_status").expect("the view").to_string(),
        "calls/chosen/by_status [1]\n  status=failed  count=1\n  status=ok  count=2\n"
    );
    assert_eq!(
        scope.snapshot().view("calls/chosen").expect("the view").to_string(),
        "calls/chosen [1]\n  method=get  region=eu  status=ok  count=2\n  \
         method=put  status=failed  count=1\n  method=put  region=us  status=ok  count=1\n"
    );
}

struct Shop {
    region: String,
}

#[measured(count = "calls/{type}/{method}", tags(region = self.region))]
impl Shop {
    #[measured(skip)]
    fn new(region: &str) -> Self {
        Shop { region: region.to_owned() }
    }

    fn open(&self) {}

    fn rename(mut self, region: &str) -> Self {
        region.clone_into(&mut self.region);
        self
    }

    #[measured(tags(method = method))]
    async fn sell(self: Box<Self>, method: Method) -> String {
        let _method = method;
        ready(self.region).await
    }

    #[measured(errors = "calls/shop/fail/errors")]
    fn fail() -> Result<(), ()> {
        Err(())
    }
}

#[test]
fn the_tags_of_a_block_are_those_of_each_method_that_says_nothing_else() {
    let scope = testing::scope();
    let shop = Shop::new("eu");
    shop.open();
    let shop = shop.rename("us");
    shop.open();
    assert!(poll(Box::new(shop).sell(Method::Put)));
    let _ = Shop::fail();
    assert_eq!(
        scope.snapshot().only("calls/shop/").to_string(),
        "calls/shop/fail/errors [1]\n  count=1\n\
         calls/shop/open [1]\n  region=eu  count=1\n  region=us  count=1\n\
         calls/shop/rename [1]\n  region=eu  count=1\n\
         calls/shop/sell [1]\n  method=get  count=0\n  method=put  count=1\n"
    );
}

#[test]
fn threads_lose_nothing_in_rows_that_they_share() {
    #[measured(
        count = "calls/threads",
        errors = "calls/threads/errors",
        tags(method = method, "name" = name, status = |result| Status::of(result)),
    )]
    fn work(method: Method, name: &str, good: bool) -> Result<(), String> {
        if good { Ok(()) } else { Err(name.to_owned()) }
    }
    let scope = testing::scope();
    let handle = scope.handle();
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                handle.run(|| {
                    for at in 0..4000_usize {
                        let method = if at % 2 == 0 { Method::Get } else { Method::Put };
                        let _ = work(method, ["a", "b"][at / 2 % 2], at % 4 < 2);
                    }
                });
            });
        }
    });
    let snapshot = scope.snapshot();
    assert_eq!(
        snapshot.only("calls/threads").to_string(),
        "calls/threads [1]\n  method=get  name=a  status=ok  count=4000\n  \
         method=get  name=b  status=failed  count=4000\n  \
         method=put  name=a  status=ok  count=4000\n  \
         method=put  name=b  status=failed  count=4000\n\
         calls/threads/errors [1]\n  method=get  name=a  status=ok  count=0\n  \
         method=get  name=b  status=failed  count=4000\n  \
         method=put  name=a  status=ok  count=0\n  \
         method=put  name=b  status=failed  count=4000\n"
    );
}

#[test]
fn a_flood_of_values_shares_the_overflow_row() {
    #[measured(count = "calls/flood", tags("user" = user))]
    fn greet(user: u32) {
        let _user = user;
    }
    let scope = testing::scope();
    (0..2100).for_each(greet);
    greet(7);
    let snapshot = scope.snapshot();
    let view = snapshot.view("calls/flood").expect("the view");
    assert_eq!((view.rows().len(), view.count()), (2001, 2101));
    let text = view.to_string();
    assert!(text.contains("  user=(overflow)  count=100\n"), "{text}");
    assert!(text.contains("  user=7  count=2\n"), "{text}");
}

#[test]
fn functions_that_share_a_name_share_its_rows() {
    #[measured(count = "calls/shared", tags(method = method))]
    fn one(method: Method) {
        let _method = method;
    }
    #[measured(count = "calls/shared", tags(method = Method::Put))]
    fn other() {}
    let scope = testing::scope();
    one(Method::Get);
    one(Method::Put);
    other();
    assert_eq!(
        scope.snapshot().only("calls/shared").to_string(),
        "calls/shared [1]\n  method=get  count=1\n  method=put  count=2\n"
    );
}

#[test]
fn a_value_that_a_tag_cannot_have_is_written_so_that_it_can() {
    #[measured(count = "calls/lossy", tags("city" = city))]
    fn visit(city: &str) {
        let _city = city;
    }
    let scope = testing::scope();
    ["Zürich", "Zürich", "Z?rich", &"x".repeat(300), &"x".repeat(400)].into_iter().for_each(visit);
    assert_eq!(
        scope.snapshot().only("calls/lossy").to_string(),
        format!("calls/lossy [1]\n  city=Z?rich  count=3\n  city={}  count=2\n", "x".repeat(255))
    );
}
