//! census itself: the attribute, as users write it.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use census::{Census, declare_slo, measured};

use crate::row::{Exported, Kind, Row};
use crate::tagged;
use crate::work::body;

/// The name of the row.
pub const NAME: &str = "census";

/// The name of the row that records under two tags which stay.
pub const IN_TAGS: &str = "census, in tags that stay";

/// The name of the row that records the same way without tags.
pub const UNTAGGED: &str = "census, no tags";

/// The name of the row in which the same functions serve an objective.
pub const SERVED: &str = "census, with an objective";

/// How long the pipeline may take to calibrate the time-stamp counter.
const CALIBRATION: Duration = Duration::from_millis(400);

static PIPELINE: Mutex<Option<Census>> = Mutex::new(None);

pub(super) fn rows() -> Vec<Row> {
    let row = Row::new(NAME, Kind::Census).count(count, counted).full(full, all).setup(begin);
    vec![
        row.tagged(tagged::given, || counts("benches/tagged")),
        Row::new(IN_TAGS, Kind::Census)
            .tagged(tagged::current, || counts("benches/in_tags"))
            .tagged_within(tagged::in_tags),
        Row::new(UNTAGGED, Kind::Census).tagged(tagged::untagged, || counts("benches/untagged")),
        Row::new(SERVED, Kind::Census).count(served_count, counted_served).full(served, all_served),
    ]
}

/// Starts the pipeline, and lets it calibrate the time-stamp counter; until then latencies are read
/// from `Instant`.
///
/// # Panics
///
/// If there is a pipeline already.
pub fn begin() {
    let pipeline = census::start().run().expect("there is no other pipeline");
    *PIPELINE.lock().expect("no other row uses it") = Some(pipeline);
    thread::sleep(CALIBRATION);
}

/// Its calls are counted.
#[measured(count = "benches/counted")]
#[inline(never)]
pub fn count(input: u64) -> Result<u64, ()> {
    body(input)
}

/// Its calls and errors are counted, and its latency is distributed over the default bounds.
#[measured(count = "benches/calls", errors = "benches/errors", latency = "benches/latency")]
#[inline(never)]
pub fn full(input: u64) -> Result<u64, ()> {
    body(input)
}

declare_slo! {
    slo AVAILABLE = "available" { window = 28d; availability >= 99.9%; }
    slo AVAILABLE_AND_FAST = "available-and-fast" {
        window = 28d; availability >= 99.9%; latency < 100ms for 99%;
    }
}

/// Its calls are counted, and it serves an objective of availability.
#[measured(count = "benches/served_count", slo = AVAILABLE)]
#[inline(never)]
pub fn served_count(input: u64) -> Result<u64, ()> {
    body(input)
}

/// The same as [`full`], and it serves objectives of availability and latency.
#[measured(
    count = "benches/served_calls", errors = "benches/served_errors",
    latency = "benches/served_latency", slo = AVAILABLE_AND_FAST,
)]
#[inline(never)]
pub fn served(input: u64) -> Result<u64, ()> {
    body(input)
}

fn counted_served() -> Exported {
    counts("benches/served_count")
}

fn all_served() -> Exported {
    Exported {
        calls: read("benches/served_calls"),
        errors: Some(read("benches/served_errors")),
        timed: Some(read("benches/served_latency")),
    }
}

fn counted() -> Exported {
    counts("benches/counted")
}

fn counts(name: &str) -> Exported {
    Exported { calls: read(name), ..Exported::default() }
}

fn all() -> Exported {
    Exported {
        calls: read("benches/calls"),
        errors: Some(read("benches/errors")),
        timed: Some(read("benches/latency")),
    }
}

fn read(name: &str) -> u64 {
    census::read(name).map_or(0, |data| data.count())
}
