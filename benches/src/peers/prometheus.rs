//! `prometheus`: handles in statics, as its documentation registers them.

use std::sync::LazyLock;

use prometheus::{
    Histogram, IntCounter, IntCounterVec, TextEncoder, register_histogram, register_int_counter,
    register_int_counter_vec,
};

use crate::row::{Exported, Kind, Row, sample};
use crate::tagged::values;
use crate::work::{BOUNDS, body};

static COUNTED: LazyLock<IntCounter> = LazyLock::new(|| counter("prometheus_counted_total"));
static CALLS: LazyLock<IntCounter> = LazyLock::new(|| counter("prometheus_calls_total"));
static ERRORS: LazyLock<IntCounter> = LazyLock::new(|| counter("prometheus_errors_total"));
static LATENCY: LazyLock<Histogram> = LazyLock::new(|| {
    register_histogram!("prometheus_latency_seconds", "Latency.", BOUNDS.to_vec())
        .expect("the name is free")
});
static TAGGED: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("prometheus_tagged_total", "A count.", &["method", "region"])
        .expect("the name is free")
});

fn counter(name: &str) -> IntCounter {
    register_int_counter!(name, "A count.").expect("the name is free")
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("prometheus", Kind::Peer)
            .count(count, counted)
            .full(full, measured)
            .tagged(tagged, by_tags),
    ]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    COUNTED.inc();
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    // Faster than a timer, which clones the histogram's `Arc`.
    let result = LATENCY.observe_closure_duration(|| body(input));
    CALLS.inc();
    if result.is_err() {
        ERRORS.inc();
    }
    result
}

#[inline(never)]
fn tagged(input: u64) -> Result<u64, ()> {
    TAGGED.with_label_values(&values(input)).inc();
    body(input)
}

fn by_tags() -> Exported {
    Exported { calls: sample(&text(), "prometheus_tagged_total", &[]), ..Exported::default() }
}

fn counted() -> Exported {
    Exported { calls: sample(&text(), "prometheus_counted_total", &[]), ..Exported::default() }
}

fn measured() -> Exported {
    let text = text();
    Exported {
        calls: sample(&text, "prometheus_calls_total", &[]),
        errors: Some(sample(&text, "prometheus_errors_total", &[])),
        timed: Some(sample(&text, "prometheus_latency_seconds_count", &[])),
    }
}

/// What a scrape of the default registry sees.
pub(super) fn text() -> String {
    TextEncoder::new().encode_to_string(&prometheus::gather()).expect("the text is UTF-8")
}
