//! `nm`: thread-local events that its report reads in place, with its own coarse clock and with
//! `Instant`.

use std::time::Instant;

use nm::{Event, Magnitude, Report};

use crate::row::{Exported, Kind, Row};
use crate::work::body;

/// The 11 bounds in milliseconds, and in nanoseconds.
const MILLISECONDS: &[Magnitude] = &[5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
const NANOSECONDS: &[Magnitude] = &[
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];

thread_local! {
    static COUNTED: Event = Event::builder().name("counted").build();

    static CALLS: Event = Event::builder().name("calls").build();
    static ERRORS: Event = Event::builder().name("errors").build();
    static LATENCY: Event = Event::builder().name("latency_ns").histogram(NANOSECONDS).build();

    static COARSE_CALLS: Event = Event::builder().name("coarse_calls").build();
    static COARSE_ERRORS: Event = Event::builder().name("coarse_errors").build();
    static COARSE_LATENCY: Event =
        Event::builder().name("coarse_latency_ms").histogram(MILLISECONDS).build();
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("nm", Kind::Peer)
            .count(count, || Exported { calls: observed("counted"), ..Exported::default() })
            .full(full, || measured("calls", "errors", "latency_ns"))
            .notes(&["timed with `Instant`"]),
        Row::new("nm, coarse clock", Kind::Lesser)
            .full(full_coarse, || measured("coarse_calls", "coarse_errors", "coarse_latency_ms"))
            .notes(&[
                "timed with `observe_duration_millis`, whose clock moves every 1 to 20 ms: a \
                      call of 3 ms takes 0 or 4 ms by it, so it is not compared with",
            ]),
    ]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    COUNTED.with(Event::observe_once);
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    let elapsed = start.elapsed().as_nanos() as Magnitude;
    LATENCY.with(|latency| latency.observe(elapsed));
    CALLS.with(Event::observe_once);
    if result.is_err() {
        ERRORS.with(Event::observe_once);
    }
    result
}

#[inline(never)]
fn full_coarse(input: u64) -> Result<u64, ()> {
    let result = COARSE_LATENCY.with(|latency| latency.observe_duration_millis(|| body(input)));
    COARSE_CALLS.with(Event::observe_once);
    if result.is_err() {
        COARSE_ERRORS.with(Event::observe_once);
    }
    result
}

fn measured(calls: &str, errors: &str, latency: &str) -> Exported {
    Exported {
        calls: observed(calls),
        errors: Some(observed(errors)),
        timed: Some(observed(latency)),
    }
}

/// How often its report says that an event was observed.
fn observed(name: &str) -> u64 {
    let report = Report::collect();
    report.events().find(|event| *event.name() == name).map_or(0, |event| event.count())
}
