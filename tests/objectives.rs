//! What a call is to an objective: once, when it ended, however it did.
#![forbid(unsafe_code)] // What the macros emit is none of it.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::Duration;

use census::slo::{Class, Period, Ppm, Sli, Window};
use census::{Outcome, Outcomes, declare_slo, measured};
use census_tests::alone;
use census_tests::objectives::{block_on, both, events, yield_now};

#[derive(Debug)]
enum PayError {
    Declined,
    NotFound(#[allow(dead_code)] u32),
    Down,
}

declare_slo! {
    /// Customers can pay.
    ///
    /// More than that.
    pub slo PAY = "pay" {
        service = "shop";
        window = 28d;
        availability >= 99.9%;
        latency < 1h for 99%;
        exclude = Err(PayError::Declined | PayError::NotFound(_));
        expect = 500/h;
        owner = "payments";
        alert { page = "oncall-shop"; runbook = "https://run.example/pay"; }
    }

    slo PANICS = "panics" {
        window = month;
        p99.9 < 1h;
        availability = 99.99%;
        cancel = bad;
        panic = exclude;
        none = bad;
    }

    slo LATE = "late" {
        window = 4w;
        availability >= 99.9%;
        latency < 1us for 99%;
        exclude = Err(PayError::Declined);
    }

    slo LATE_AND_BAD = "late-and-bad" {
        window = day;
        availability >= 99.9%;
        latency < 1us for 99%;
        cancel = bad;
    }
}

const GOOD: [u64; 3] = [1, 0, 0];
const BAD: [u64; 3] = [0, 1, 0];
const EXCLUDED: [u64; 3] = [0, 0, 1];

#[measured(slo = PAY)]
fn pay(result: Result<u32, PayError>) -> Result<u32, PayError> {
    result
}

#[measured(slo = LATE)]
fn pay_late(result: Result<u32, PayError>) -> Result<u32, PayError> {
    late();
    result
}

/// Surely more than a microsecond.
fn late() {
    std::thread::sleep(Duration::from_micros(100));
}

#[measured(count = "objectives/calls", errors = "objectives/errors", slo = PAY)]
async fn pay_later(result: Result<u32, PayError>) -> Result<u32, PayError> {
    yield_now().await;
    result
}

#[test]
fn what_was_declared_can_be_read() {
    let spec = PAY.spec();
    assert_eq!((spec.id, spec.service, spec.description), ("pay", "shop", "Customers can pay."));
    assert_eq!(spec.window, Window::Rolling { days: 28 });
    assert_eq!(spec.availability, Some(Ppm(999_000)));
    assert_eq!(spec.latency.map(|latency| latency.threshold), Some(3_600_000_000_000));
    assert_eq!(spec.goal(Sli::Latency), Some(Ppm(990_000)));
    let exclude = "Err(PayError::Declined | PayError::NotFound(_))";
    assert_eq!(spec.classification.exclude, Some(exclude));
    assert_eq!(spec.classification.cancelled, Class::Excluded);
    assert_eq!((spec.owner, spec.page), (Some("payments"), Some("oncall-shop")));
    assert_eq!(spec.expect.map(|traffic| (traffic.count, traffic.seconds)), Some((500, 3_600)));
    assert_eq!((spec.origin.crate_name, spec.origin.module), ("census-tests", "objectives"));
    assert!(spec.origin.file.ends_with("objectives.rs"));
    let spec = PANICS.spec();
    assert_eq!((spec.service, spec.window), ("census-tests", Window::Calendar(Period::Month)));
    assert_eq!(spec.goal(Sli::Latency), Some(Ppm(999_000)));
}

#[test]
fn every_series_is_there_at_zero_before_the_first_call() {
    let rows = census::testing::scope().snapshot();
    let text = rows.only("census/slo_events").to_string();
    assert!(text.contains("slo=pay-availability  outcome=bad  count=0"), "{text}");
    for id in ["pay-availability", "pay-latency", "panics-availability", "panics-latency"] {
        assert_eq!(events(&rows, id), [0; 3]);
    }
}

#[test]
fn a_result_is_good_bad_or_excluded_and_only_good_calls_are_fast_or_slow() {
    assert_eq!(both("pay", || pay(Ok(1))), [GOOD, GOOD]);
    assert_eq!(both("late", || pay_late(Ok(1))), [GOOD, BAD]);
    assert_eq!(both("pay", || pay(Err(PayError::Down))), [BAD, EXCLUDED]);
    assert_eq!(both("late", || pay_late(Err(PayError::Down))), [BAD, EXCLUDED]);
    assert_eq!(both("late", || pay_late(Err(PayError::Declined))), [EXCLUDED, EXCLUDED]);
    assert_eq!(both("pay", || pay(Err(PayError::NotFound(1)))), [EXCLUDED, EXCLUDED]);
}

#[test]
fn a_future_is_judged_when_it_is_ready_and_its_function_counts_as_ever() {
    let scope = census::testing::scope();
    block_on(pay_later(Ok(1))).expect("a value");
    block_on(pay_later(Err(PayError::Down))).expect_err("an error");
    let snapshot = scope.snapshot();
    assert_eq!(events(&snapshot, "pay-availability"), [1, 1, 0]);
    assert_eq!(snapshot.view("objectives/calls").expect("a view").count(), 2);
    assert_eq!(snapshot.view("objectives/errors").expect("a view").count(), 1);
}

#[test]
fn a_future_that_is_never_polled_is_no_call() {
    assert_eq!(both("pay", || pay_later(Ok(1))), [[0; 3]; 2]);
}

/// Polls a future once, and drops it.
fn cancel(future: impl Future) {
    let mut future = Box::pin(future);
    let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    late();
}

#[measured(slo = PANICS)]
async fn forever() -> Result<(), ()> {
    std::future::pending().await
}

#[measured(slo = LATE)]
async fn late_forever() -> Result<(), PayError> {
    std::future::pending().await
}

#[measured(slo = LATE_AND_BAD)]
async fn late_and_bad_forever() -> Result<(), PayError> {
    std::future::pending().await
}

#[test]
fn a_cancelled_call_is_what_was_said_and_slow_if_it_was_cancelled_late() {
    assert_eq!(both("pay", || cancel(pay_later(Ok(1)))), [EXCLUDED, EXCLUDED]);
    assert_eq!(both("panics", || cancel(forever())), [BAD, EXCLUDED]);
    assert_eq!(both("late", || cancel(late_forever())), [EXCLUDED, BAD]);
    assert_eq!(both("late-and-bad", || cancel(late_and_bad_forever())), [BAD, BAD]);
}

#[measured(slo = PAY)]
fn pay_and_panic() -> Result<u32, PayError> {
    panic!("on purpose")
}

#[measured(slo = LATE)]
fn panic_late() -> Result<u32, PayError> {
    late();
    panic!("on purpose")
}

#[measured(slo = PANICS)]
async fn panic_later() -> u32 {
    yield_now().await;
    panic!("on purpose")
}

fn panics<R>(act: impl FnOnce() -> R) {
    assert!(catch_unwind(AssertUnwindSafe(act)).is_err());
}

#[test]
fn a_panic_is_what_was_said_and_slow_if_it_came_late() {
    assert_eq!(both("pay", || panics(pay_and_panic)), [BAD, EXCLUDED]);
    assert_eq!(both("late", || panics(panic_late)), [BAD, BAD]);
    assert_eq!(both("panics", || panics(|| block_on(panic_later()))), [EXCLUDED; 2]);
    // The mark of a call that panicked is gone with it.
    assert_eq!(both("pay", || pay(Ok(1))), [GOOD, GOOD]);
    assert_eq!(both("panics", || cancel(forever())), [BAD, EXCLUDED]);
}

#[measured(slo = PANICS)]
fn find(found: bool) -> Option<u32> {
    found.then_some(1)
}

#[test]
fn none_is_what_was_said() {
    assert_eq!(both("panics", || find(true)), [GOOD, GOOD]);
    assert_eq!(both("panics", || find(false)), [BAD, EXCLUDED]);
}

struct Response(u16);

impl Outcomes for Response {
    fn outcome(&self) -> Outcome {
        if self.0 >= 500 { Outcome::Error } else { Outcome::Ok }
    }
}

declare_slo! {
    slo SERVED = "served" { window = 1w; availability >= 99%; }
    slo MATCHED = "matched" { window = 1w; availability >= 99%; good = Response(200..=299); }
}

#[measured(slo = SERVED)]
fn serve(status: u16) -> Response {
    Response(status)
}

#[measured(slo = MATCHED)]
fn serve_matched(status: u16) -> Response {
    Response(status)
}

/// What one act makes of an availability.
fn availability<R>(id: &str, act: impl FnOnce() -> R) -> [u64; 3] {
    let scope = census::testing::scope();
    let _ = act();
    events(&scope.snapshot(), &format!("{id}-availability"))
}

#[test]
fn a_type_of_ones_own_is_judged_by_its_outcomes_or_by_patterns() {
    assert_eq!(availability("served", || serve(404)), GOOD);
    assert_eq!(availability("served", || serve(503)), BAD);
    assert_eq!(availability("matched", || serve_matched(200)), GOOD);
    assert_eq!(availability("matched", || serve_matched(404)), BAD);
}

#[measured(slo = PAY)]
fn retry(times: u32) -> Result<u32, PayError> {
    for _ in 1..times {
        let _ = pay(Err(PayError::Down));
    }
    pay(Ok(times))
}

#[measured(slo = PAY)]
async fn retry_later(times: u32) -> Result<u32, PayError> {
    for _ in 1..times {
        let _ = pay_later(Err(PayError::Down)).await;
        yield_now().await;
    }
    pay_later(Ok(times)).await
}

#[test]
fn of_nested_calls_the_outermost_counts() {
    assert_eq!(both("pay", || retry(3)), [GOOD, GOOD]);
    assert_eq!(both("pay", || block_on(retry_later(3))), [GOOD, GOOD]);
    assert_eq!(both("pay", || pay(Ok(1))), [GOOD, GOOD]);
}

#[test]
fn calls_side_by_side_on_one_thread_all_count() {
    let side_by_side = || {
        let mut calls: Vec<Pin<Box<dyn Future<Output = _>>>> =
            vec![Box::pin(pay_later(Ok(1))), Box::pin(retry_later(2)), Box::pin(pay_later(Ok(2)))];
        while !calls.is_empty() {
            let context = &mut Context::from_waker(Waker::noop());
            calls.retain_mut(|call| call.as_mut().poll(context).is_pending());
        }
    };
    let scope = census::testing::scope();
    side_by_side();
    assert_eq!(events(&scope.snapshot(), "pay-availability"), [3, 0, 0]);
}

#[test]
fn in_a_maintenance_calls_are_excluded_from_the_objective_and_from_nothing_else() {
    // Its guard is the process's: what else runs here does not count meanwhile.
    alone(|| {
        let first = census::maintenance();
        let second = census::maintenance();
        drop(first);
        let scope = census::testing::scope();
        let _ = block_on(pay_later(Err(PayError::Down)));
        drop(second);
        let _ = block_on(pay_later(Err(PayError::Down)));
        let snapshot = scope.snapshot();
        assert_eq!(events(&snapshot, "pay-availability"), [0, 1, 1]);
        assert_eq!(snapshot.view("objectives/errors").expect("a view").count(), 2);
    });
}
