//! `measured`: a metric group in a static.

use std::sync::LazyLock;

use measured::metric::histogram::Thresholds;
use measured::text::BufferedTextEncoder;
use measured::{Counter, Histogram, MetricGroup};

use crate::row::{Exported, Kind, Row, sample};
use crate::work::{BOUNDS, body};

#[derive(MetricGroup)]
#[metric(new())]
struct Metrics {
    counted_total: Counter,
    calls_total: Counter,
    errors_total: Counter,
    #[metric(metadata = Thresholds::with_buckets(BOUNDS))]
    latency_seconds: Histogram<11>,
}

static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

pub(super) fn rows() -> Vec<Row> {
    vec![Row::new("measured", Kind::Peer).count(count, counted).full(full, measured)]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    METRICS.counted_total.inc();
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let timer = METRICS.latency_seconds.start_timer();
    let result = body(input);
    timer.observe();
    METRICS.calls_total.inc();
    if result.is_err() {
        METRICS.errors_total.inc();
    }
    result
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
    let mut encoder = BufferedTextEncoder::new();
    let Ok(()) = METRICS.collect_group_into(&mut encoder);
    String::from_utf8_lossy(&encoder.finish()).into_owned()
}
