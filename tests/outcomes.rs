//! Every call ends in exactly one outcome, in whatever way it ends.

use std::future::{Future, pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use census::testing::{Scope, scope};
use census::{Outcome, Outcomes, measured};

/// How a call is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Ok,
    Error,
    EarlyOk,
    EarlyError,
    QuestionMark,
    Panic,
    /// Waits once, and is ready when it is polled again.
    Later,
    Never,
}

const ENDS: [End; 6] =
    [End::Ok, End::Error, End::EarlyOk, End::EarlyError, End::QuestionMark, End::Panic];

fn sync_body(end: End) -> Result<u8, String> {
    match end {
        End::QuestionMark => Err("?".to_owned()),
        End::Panic => panic!("on purpose"),
        _ => Ok(1),
    }
}

#[measured(
    count = "outcomes/sync/requests",
    errors = "outcomes/sync/failures",
    latency = "outcomes/sync/latency",
    in_flight = "outcomes/sync/in_flight",
    buckets = [1h]
)]
fn sync(end: End) -> Result<u8, String> {
    if end == End::EarlyOk {
        return Ok(2);
    }
    if end == End::EarlyError {
        return Err("early".to_owned());
    }
    let value = sync_body(end)?;
    if end == End::Error { Err("tail".to_owned()) } else { Ok(value) }
}

#[measured(
    count = "outcomes/async/requests",
    errors = "outcomes/async/failures",
    latency = "outcomes/async/latency",
    in_flight = "outcomes/async/in_flight",
    buckets = [1h]
)]
async fn asynchronous(end: End) -> Result<u8, String> {
    if end == End::EarlyOk {
        return Ok(2);
    }
    if end == End::EarlyError {
        return Err("early".to_owned());
    }
    match end {
        End::Later => once_pending().await,
        End::Never => pending().await,
        _ => ready(()).await,
    }
    let value = sync_body(end)?;
    if end == End::Error { Err("tail".to_owned()) } else { Ok(value) }
}

#[measured(count = "outcomes/guard/requests", in_flight = "outcomes/guard/in_flight")]
async fn guarded(end: End) -> Result<u8, String> {
    match end {
        End::Never => pending().await,
        _ => ready(()).await,
    }
    sync_body(end)
}

async fn once_pending() {
    let mut polled = false;
    poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending })
        .await;
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn run<T>(act: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(act)).ok()
}

/// The counts of a function's views, and what its gauge shows.
fn counts(scope: &Scope, function: &str) -> String {
    let shown = scope.snapshot().only(&format!("outcomes/{function}/")).to_string();
    let mut lines = shown.lines();
    let mut counts = Vec::new();
    while let (Some(view), Some(data)) = (lines.next(), lines.next()) {
        let name = view.split(['/', ' ']).nth(2).unwrap_or(view);
        let value = data.split_whitespace().next().unwrap_or(data);
        let value = value.rsplit('=').next().unwrap_or(value);
        counts.push(format!("{name}={value}"));
    }
    counts.join(" ")
}

#[test]
fn a_sync_call_ends_in_one_outcome() {
    for end in ENDS {
        let scope = scope();
        let failed = run(|| sync(end)).is_none_or(|result| result.is_err());
        assert_eq!(
            counts(&scope, "sync"),
            format!("failures={} in_flight=0 latency=1 requests=1", u8::from(failed)),
            "{end:?}"
        );
    }
}

#[test]
fn an_async_call_ends_in_one_outcome() {
    for end in ENDS {
        let scope = scope();
        let failed = run(|| match poll(pin!(asynchronous(end))) {
            Poll::Ready(result) => result.is_err(),
            Poll::Pending => unreachable!("nothing to wait for"),
        });
        assert_eq!(
            counts(&scope, "async"),
            format!(
                "failures={} in_flight=0 latency=1 requests=1",
                u8::from(failed != Some(false))
            ),
            "{end:?}"
        );
    }
}

#[test]
fn a_future_that_is_never_polled_counts_nothing() {
    let scope = scope();
    drop(asynchronous(End::Ok));
    drop(guarded(End::Ok));
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=0 requests=0");
    assert_eq!(counts(&scope, "guard"), "in_flight=0 requests=0");
}

#[test]
fn a_future_dropped_between_polls_is_cancelled_and_no_failure() {
    let scope = scope();
    {
        let (mut one, mut other) = (pin!(asynchronous(End::Never)), pin!(guarded(End::Never)));
        for _ in 0..3 {
            assert!(poll(one.as_mut()).is_pending());
            assert!(poll(other.as_mut()).is_pending());
        }
        assert_eq!(counts(&scope, "async"), "failures=0 in_flight=1 latency=0 requests=0");
        assert_eq!(counts(&scope, "guard"), "in_flight=1 requests=0");
    }
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=1 requests=1");
    assert_eq!(counts(&scope, "guard"), "in_flight=0 requests=1");
}

#[test]
fn a_future_dropped_after_it_was_ready_counts_once() {
    let scope = scope();
    let mut future = Box::pin(asynchronous(End::Later));
    assert!(poll(future.as_mut()).is_pending());
    assert_eq!(poll(future.as_mut()), Poll::Ready(Ok(1)));
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=1 requests=1");
    drop(future);
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=1 requests=1");
}

#[test]
fn a_future_that_moves_between_threads_counts_where_it_ends() {
    let scope = scope();
    let mut future = Box::pin(asynchronous(End::Later));
    assert!(poll(future.as_mut()).is_pending());
    let handle = scope.handle();
    let ended = std::thread::spawn(move || handle.run(|| poll(future.as_mut())));
    assert_eq!(ended.join().ok(), Some(Poll::Ready(Ok(1))));
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=1 requests=1");
}

/// Calls a measured function when it is dropped.
struct CallsWhenDropped;

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        let _ = sync(End::Ok);
        let _ = poll(pin!(asynchronous(End::Ok)));
    }
}

#[test]
fn a_call_from_a_destructor_of_a_panicking_thread_is_ok() {
    let scope = scope();
    let ended = run(|| {
        let _dropped = CallsWhenDropped;
        panic!("on purpose")
    });
    assert_eq!(ended, None::<()>);
    assert_eq!(counts(&scope, "sync"), "failures=0 in_flight=0 latency=1 requests=1");
    assert_eq!(counts(&scope, "async"), "failures=0 in_flight=0 latency=1 requests=1");
}

/// Panics when it is dropped.
struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

#[measured(count = "outcomes/destructor/requests", errors = "outcomes/destructor/failures")]
fn panics_in_a_destructor() -> Result<u8, String> {
    let _dropped = PanicsWhenDropped;
    Ok(1)
}

#[measured(count = "outcomes/argument/requests", errors = "outcomes/argument/failures")]
async fn panics_in_an_arguments_destructor(_argument: PanicsWhenDropped) -> Result<u8, String> {
    ready(()).await;
    Ok(1)
}

#[test]
fn a_panic_in_a_destructor_of_the_body_is_a_panic() {
    let scope = scope();
    assert_eq!(run(panics_in_a_destructor), None);
    assert_eq!(counts(&scope, "destructor"), "failures=1 requests=1");
    assert!(run(|| poll(pin!(panics_in_an_arguments_destructor(PanicsWhenDropped)))).is_none());
    assert_eq!(counts(&scope, "argument"), "failures=1 requests=1");
}

#[measured(count = "outcomes/recursive/requests", errors = "outcomes/recursive/failures")]
fn recursive(depth: u8) -> Result<(), u8> {
    if depth == 0 { Err(0) } else { recursive(depth - 1).or(Ok(())) }
}

#[test]
fn each_level_of_a_recursion_is_a_call() {
    let scope = scope();
    assert_eq!(recursive(3), Ok(()));
    assert_eq!(counts(&scope, "recursive"), "failures=1 requests=4");
}

struct Response(u16);

impl Outcomes for Response {
    fn outcome(&self) -> Outcome {
        if self.0 >= 500 { Outcome::Error } else { Outcome::Ok }
    }
}

#[measured(count = "outcomes/own/requests", errors = "outcomes/own/failures")]
fn serve(status: u16) -> Response {
    Response(status)
}

#[measured(count = "outcomes/bound/requests", errors = "outcomes/bound/failures")]
fn bound<T: Outcomes>(value: T) -> T {
    value
}

#[measured(count = "outcomes/unknown/requests", errors = "outcomes/unknown/failures")]
fn unknown<T>(value: T) -> T {
    value
}

#[measured(count = "outcomes/opaque/requests", errors = "outcomes/opaque/failures")]
fn opaque(good: bool) -> Result<impl Iterator<Item = u8>, &'static str> {
    if !good {
        return Err("bad");
    }
    Ok(std::iter::once(1))
}

#[test]
fn a_type_says_itself_whether_it_is_a_failure_and_others_never_are() {
    let scope = scope();
    assert_eq!(serve(200).0 + serve(503).0, 703);
    assert_eq!(counts(&scope, "own"), "failures=1 requests=2");
    assert_eq!(bound(Err::<(), _>(1)), Err(1));
    assert_eq!(counts(&scope, "bound"), "failures=1 requests=1");
    assert_eq!(unknown(Err::<(), _>(1)), Err(1));
    assert_eq!(counts(&scope, "unknown"), "failures=0 requests=1");
    assert_eq!(opaque(true).map(Iterator::count), Ok(1));
    assert!(opaque(false).is_err());
    assert_eq!(counts(&scope, "opaque"), "failures=1 requests=2");
}

#[measured(count = "outcomes/nothing/requests", errors = "outcomes/nothing/failures")]
fn nothing(end: End) {
    if end == End::EarlyOk {
        return;
    }
    assert_ne!(end, End::Panic, "on purpose");
}

#[measured(count = "outcomes/never/requests", errors = "outcomes/never/failures")]
fn never() -> ! {
    panic!("on purpose")
}

#[measured(count = "outcomes/forever/requests", errors = "outcomes/forever/failures")]
async fn forever(end: End) -> ! {
    assert_ne!(end, End::Panic, "on purpose");
    pending().await
}

/// A result that cannot say what it is.
struct Unsure;

impl Outcomes for Unsure {
    fn outcome(&self) -> Outcome {
        panic!("on purpose")
    }
}

#[measured(count = "outcomes/unsure/requests", errors = "outcomes/unsure/failures")]
fn unsure() -> Unsure {
    Unsure
}

#[measured(count = "outcomes/unsure/requests", errors = "outcomes/unsure/failures")]
async fn unsure_later() -> Unsure {
    Unsure
}

#[test]
fn a_result_that_panics_when_it_is_asked_is_a_panic_and_no_cancellation() {
    let scope = scope();
    assert!(run(unsure).is_none());
    assert_eq!(counts(&scope, "unsure"), "failures=1 requests=1");
    assert!(run(|| poll(pin!(unsure_later())).is_pending()).is_none());
    assert_eq!(counts(&scope, "unsure"), "failures=2 requests=2");
}

#[test]
fn a_function_that_returns_nothing_fails_when_it_panics() {
    let scope = scope();
    assert_eq!(
        [End::Ok, End::EarlyOk, End::Panic].map(|end| run(|| nothing(end)).is_some()),
        [true, true, false]
    );
    assert_eq!(counts(&scope, "nothing"), "failures=1 requests=3");
    assert!(run(|| never()).is_none());
    assert_eq!(counts(&scope, "never"), "failures=1 requests=1");
    assert!(run(|| poll(pin!(forever(End::Ok))).is_pending()).is_some());
    assert!(run(|| poll(pin!(forever(End::Panic))).is_pending()).is_none());
    assert_eq!(counts(&scope, "forever"), "failures=1 requests=2");
}
