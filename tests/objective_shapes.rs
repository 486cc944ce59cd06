//! An objective of a function counts the same whatever else is asked of it: where a call stands
//! among the cells depends on that, and what it was does not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use census::{Data, Snapshot, View, declare_slo, measured};
use census_tests::objectives::events;

declare_slo! {
    slo PATIENT = "patient" {
        window = 28d;
        availability >= 99.9%;
        latency < 1h for 99%;
        exclude = Err(2);
        returns = Result<(), u8>;
    }

    slo HASTY = "hasty" {
        window = 28d;
        availability >= 99.9%;
        latency < 1us for 99%;
        exclude = Err(2);
        returns = Result<(), u8>;
    }
}

/// What a call is to do.
#[derive(Clone, Copy, Debug)]
enum Act {
    Return(Result<(), u8>),
    Panic,
    /// Calls itself, and then returns.
    Nest(Result<(), u8>),
}

type Function = fn(Act) -> Result<(), u8>;

fn body(act: Act, again: Function) -> Result<(), u8> {
    std::thread::sleep(Duration::from_micros(100)); // Surely more than a microsecond.
    match act {
        Act::Return(result) => result,
        Act::Panic => panic!("on purpose"),
        Act::Nest(result) => {
            let _ = again(Act::Return(Err(1)));
            result
        }
    }
}

/// A function for each of the things that may be asked for, and the prefix of its views.
macro_rules! shapes {
    ($($prefix:literal($($asked:tt)*);)*) => {
        [$({
            #[measured($($asked)*)]
            fn shape(act: Act) -> Result<(), u8> {
                body(act, shape)
            }
            ($prefix, shape as Function)
        },)*]
    };
}

fn patient() -> Vec<(&'static str, Function)> {
    let shapes = shapes! {
        "p/none/"(slo = PATIENT);
        "p/count/"(count = "p/count/calls", slo = PATIENT);
        "p/errors/"(errors = "p/errors/errors", slo = PATIENT);
        "p/time/"(latency = "p/time/time", buckets = [1h], slo = PATIENT);
        "p/flying/"(in_flight = "p/flying/flying", slo = PATIENT);
        "p/ce/"(count = "p/ce/calls", errors = "p/ce/errors", slo = PATIENT);
        "p/cf/"(count = "p/cf/calls", in_flight = "p/cf/flying", slo = PATIENT);
        "p/ef/"(errors = "p/ef/errors", in_flight = "p/ef/flying", slo = PATIENT);
        "p/slow/"(
            errors = "p/slow/errors", latency = "p/slow/time", buckets = [1us, 1h], slo = PATIENT
        );
        "p/ct/"(count = "p/ct/calls", latency = "p/ct/time", buckets = [1h], slo = PATIENT);
        "p/all/"(count = "p/all/calls", errors = "p/all/errors", latency = "p/all/time",
            buckets = [1h], in_flight = "p/all/flying", slo = PATIENT);
    };
    shapes.to_vec()
}

fn hasty() -> Vec<(&'static str, Function)> {
    let shapes = shapes! {
        "h/none/"(slo = HASTY);
        "h/count/"(count = "h/count/calls", slo = HASTY);
        "h/errors/"(errors = "h/errors/errors", slo = HASTY);
        "h/time/"(latency = "h/time/time", buckets = [1us, 1h], slo = HASTY);
        "h/cf/"(count = "h/cf/calls", in_flight = "h/cf/flying", slo = HASTY);
        "h/all/"(count = "h/all/calls", errors = "h/all/errors", latency = "h/all/time",
            buckets = [1us, 1h], in_flight = "h/all/flying", slo = HASTY);
    };
    shapes.to_vec()
}

const GOOD: [u64; 3] = [1, 0, 0];
const BAD: [u64; 3] = [0, 1, 0];
const EXCLUDED: [u64; 3] = [0, 0, 1];

/// Does each act with each function: what it is to the availability and to the latency of calls
/// that are fast, and to the latency of those that are slow.
fn assert_each(maintained: bool) {
    let acts = [
        (Act::Return(Ok(())), [GOOD, GOOD, BAD], [1, 0]),
        (Act::Return(Err(1)), [BAD, EXCLUDED, EXCLUDED], [1, 1]),
        (Act::Return(Err(2)), [EXCLUDED, EXCLUDED, EXCLUDED], [1, 1]),
        (Act::Panic, [BAD, EXCLUDED, BAD], [1, 1]),
        (Act::Nest(Ok(())), [GOOD, GOOD, BAD], [2, 1]),
        (Act::Nest(Err(2)), [EXCLUDED, EXCLUDED, EXCLUDED], [2, 2]),
    ];
    let patient = patient().into_iter().map(|shape| ("patient", 1, shape));
    let hasty = hasty().into_iter().map(|shape| ("hasty", 2, shape));
    for (id, latency, (prefix, function)) in patient.chain(hasty) {
        for (act, expected, [calls, failures]) in acts {
            let expected = if maintained { [EXCLUDED; 3] } else { expected };
            let scope = census::testing::scope();
            // The first call of a thread finds its cells by another way than the second.
            for times in 1..=2 {
                let _ = catch_unwind(AssertUnwindSafe(|| function(act)));
                let snapshot = scope.snapshot();
                let its = |sli: &str| events(&snapshot, &format!("{id}-{sli}"));
                let all = [its("availability"), its("latency")];
                let expected = [expected[0], expected[latency]].map(|one| one.map(|it| it * times));
                assert_eq!(all, expected, "{prefix} {act:?}");
                assert_views(&snapshot, prefix, calls * times, failures * times);
            }
        }
    }
}

/// What a function's views show, as far as it has them.
fn assert_views(snapshot: &Snapshot, prefix: &str, calls: u64, failures: u64) {
    for data in snapshot.views() {
        let Some(part) = data.view().name().strip_prefix(prefix) else { continue };
        match (part, data.rows().first().map(|row| &row.data)) {
            ("time", Some(Data::Distribution(times))) => {
                assert_eq!(times.count(), calls, "{prefix}")
            }
            ("calls", Some(Data::Count(count))) => assert_eq!(*count, calls, "{prefix}"),
            ("errors", Some(Data::Count(count))) => assert_eq!(*count, failures, "{prefix}"),
            ("flying", Some(Data::LastValue(number))) => assert_eq!(number.to_string(), "0"),
            (part, other) => panic!("{prefix}{part}: {other:?}"),
        }
    }
}

/// Lets the pipeline calibrate the time-stamp counter: calls are timed by another clock before, and
/// take another way.
const CALIBRATION: Duration = Duration::from_millis(500);

#[test]
fn a_call_is_the_same_to_its_objective_whatever_else_is_asked_for() {
    assert_each(false);
    let maintenance = census::maintenance();
    assert_each(true);
    drop(maintenance);
    assert_each(false);
    let _pipeline = census::start().run().expect("there is no other");
    std::thread::sleep(CALIBRATION);
    assert_each(false);
    // Further views take the calls off the fast path.
    for name in ["p/count/calls", "p/all/time", "h/all/calls"] {
        View::builder(format!("further/{name}"), name).count().expect("a free name");
    }
    assert_each(false);
}
