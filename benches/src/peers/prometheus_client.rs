//! `prometheus-client`: its metrics in a static, clones of them in a registry.

use std::sync::LazyLock;
use std::time::Instant;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::row::{Exported, Kind, Row, sample};
use crate::tagged::values;
use crate::work::{BOUNDS, body};

/// Static, so that none is copied for a look-up; strings of the moment would have to be.
#[derive(Clone, Debug, EncodeLabelSet, PartialEq, Eq, Hash)]
struct Labels {
    method: &'static str,
    region: &'static str,
}

struct Metrics {
    registry: Registry,
    counted: Counter,
    calls: Counter,
    errors: Counter,
    latency: Histogram,
    tagged: Family<Labels, Counter>,
}

static METRICS: LazyLock<Metrics> = LazyLock::new(|| {
    let mut registry = Registry::default();
    let mut counter = |name: &str| {
        let counter = Counter::default();
        registry.register(name, "A count", counter.clone());
        counter
    };
    let (counted, calls, errors) = (counter("counted"), counter("calls"), counter("errors"));
    let latency = Histogram::new(BOUNDS);
    registry.register("latency_seconds", "Latency", latency.clone());
    let tagged = Family::default();
    registry.register("tagged", "A count", tagged.clone());
    Metrics { registry, counted, calls, errors, latency, tagged }
});

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("prometheus-client", Kind::Peer)
            .count(count, counted)
            .full(full, measured)
            .tagged(tagged, by_tags),
    ]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    METRICS.counted.inc();
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    METRICS.latency.observe(start.elapsed().as_secs_f64());
    METRICS.calls.inc();
    if result.is_err() {
        METRICS.errors.inc();
    }
    result
}

#[inline(never)]
fn tagged(input: u64) -> Result<u64, ()> {
    let [method, region] = values(input);
    METRICS.tagged.get_or_create(&Labels { method, region }).inc();
    body(input)
}

fn by_tags() -> Exported {
    Exported { calls: sample(&text(), "tagged_total", &[]), ..Exported::default() }
}

fn counted() -> Exported {
    Exported { calls: sample(&text(), "counted_total", &[]), ..Exported::default() }
}

fn measured() -> Exported {
    let text = text();
    Exported {
        calls: sample(&text, "calls_total", &[]),
        errors: Some(sample(&text, "errors_total", &[])),
        timed: Some(sample(&text, "latency_seconds_count", &[])),
    }
}

fn text() -> String {
    let mut text = String::new();
    encode(&mut text, &METRICS.registry).expect("a string can be written to");
    text
}
