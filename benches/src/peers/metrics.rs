//! `metrics` with the recorder of `metrics-exporter-prometheus`: handles kept, not looked up.

use std::sync::{LazyLock, OnceLock};
use std::time::Instant;

use metrics::{Counter, Histogram, counter, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::row::{Exported, Kind, Row, sample};
use crate::work::{BOUNDS, body};

const NOTE: &str = "keeps every latency until its upkeep sorts them into buckets, every five \
                    seconds by default; here between the slices, and not in the time";

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
static COUNTED: LazyLock<Counter> = LazyLock::new(|| counter!("metrics_counted_total"));
static CALLS: LazyLock<Counter> = LazyLock::new(|| counter!("metrics_calls_total"));
static ERRORS: LazyLock<Counter> = LazyLock::new(|| counter!("metrics_errors_total"));
static LATENCY: LazyLock<Histogram> = LazyLock::new(|| histogram!("metrics_latency_seconds"));

pub(super) fn rows() -> Vec<Row> {
    let row = Row::new("metrics + exporter-prometheus", Kind::Peer)
        .count(count, counted)
        .full(full, measured)
        .setup(install)
        .settle(upkeep)
        .notes(&[NOTE]);
    vec![row]
}

fn install() {
    let builder = PrometheusBuilder::new().set_buckets(&BOUNDS).expect("there are bounds");
    let _ = RECORDER.set(builder.install_recorder().expect("no other recorder is installed"));
}

fn upkeep() {
    recorder().run_upkeep();
}

fn recorder() -> &'static PrometheusHandle {
    RECORDER.get().expect("the row was set up")
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    COUNTED.increment(1);
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    LATENCY.record(start.elapsed());
    CALLS.increment(1);
    if result.is_err() {
        ERRORS.increment(1);
    }
    result
}

fn counted() -> Exported {
    let text = recorder().render();
    Exported { calls: sample(&text, "metrics_counted_total", &[]), ..Exported::default() }
}

fn measured() -> Exported {
    let text = recorder().render();
    Exported {
        calls: sample(&text, "metrics_calls_total", &[]),
        errors: Some(sample(&text, "metrics_errors_total", &[])),
        timed: Some(sample(&text, "metrics_latency_seconds_count", &[])),
    }
}
