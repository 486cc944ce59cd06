//! `opentelemetry_sdk`: instruments in statics, plain and, by an experimental feature, bound.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;
use opentelemetry::metrics::{
    BoundCounter, BoundHistogram, Counter, Histogram, Meter, MeterProvider,
};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{SdkMeterProvider, Temporality};

use crate::row::{Exported, Kind, Row};
use crate::tagged::values;
use crate::work::{BOUNDS, body};

/// What was exported last, by the names of the instruments.
static LAST: Mutex<Option<HashMap<String, u64>>> = Mutex::new(None);

static PROVIDER: LazyLock<SdkMeterProvider> =
    LazyLock::new(|| SdkMeterProvider::builder().with_periodic_exporter(Remember).build());
static METER: LazyLock<Meter> = LazyLock::new(|| PROVIDER.meter("census-benches"));

static COUNTED: LazyLock<Counter<u64>> = LazyLock::new(|| counter("counted"));
static TAGGED: LazyLock<Counter<u64>> = LazyLock::new(|| counter("tagged"));
static CALLS: LazyLock<Counter<u64>> = LazyLock::new(|| counter("calls"));
static ERRORS: LazyLock<Counter<u64>> = LazyLock::new(|| counter("errors"));
static LATENCY: LazyLock<Histogram<f64>> = LazyLock::new(|| histogram("latency"));

static BOUND_COUNTED: LazyLock<BoundCounter<u64>> =
    LazyLock::new(|| counter("bound.counted").bind(&[]));
static BOUND_CALLS: LazyLock<BoundCounter<u64>> =
    LazyLock::new(|| counter("bound.calls").bind(&[]));
static BOUND_ERRORS: LazyLock<BoundCounter<u64>> =
    LazyLock::new(|| counter("bound.errors").bind(&[]));
static BOUND_LATENCY: LazyLock<BoundHistogram<f64>> =
    LazyLock::new(|| histogram("bound.latency").bind(&[]));

fn counter(name: &'static str) -> Counter<u64> {
    METER.u64_counter(name).build()
}

fn histogram(name: &'static str) -> Histogram<f64> {
    METER.f64_histogram(name).with_unit("s").with_boundaries(BOUNDS.to_vec()).build()
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("opentelemetry_sdk", Kind::Peer)
            .count(count, || Exported { calls: exported("counted"), ..Exported::default() })
            .full(full, || measured(""))
            .tagged(tagged, || Exported { calls: exported("tagged"), ..Exported::default() }),
        Row::new("opentelemetry_sdk, bound", Kind::Peer)
            .count(count_bound, || Exported {
                calls: exported("bound.counted"),
                ..Exported::default()
            })
            .full(full_bound, || measured("bound."))
            .notes(&["by its feature `experimental_metrics_bound_instruments`"]),
    ]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    COUNTED.add(1, &[]);
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    LATENCY.record(start.elapsed().as_secs_f64(), &[]);
    CALLS.add(1, &[]);
    if result.is_err() {
        ERRORS.add(1, &[]);
    }
    result
}

#[inline(never)]
fn count_bound(input: u64) -> Result<u64, ()> {
    BOUND_COUNTED.add(1);
    body(input)
}

#[inline(never)]
fn full_bound(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    BOUND_LATENCY.record(start.elapsed().as_secs_f64());
    BOUND_CALLS.add(1);
    if result.is_err() {
        BOUND_ERRORS.add(1);
    }
    result
}

#[inline(never)]
fn tagged(input: u64) -> Result<u64, ()> {
    let [method, region] = values(input);
    TAGGED.add(1, &[KeyValue::new("method", method), KeyValue::new("region", region)]);
    body(input)
}

fn measured(prefix: &str) -> Exported {
    Exported {
        calls: exported(&format!("{prefix}calls")),
        errors: Some(exported(&format!("{prefix}errors"))),
        timed: Some(exported(&format!("{prefix}latency"))),
    }
}

/// Exports, and reads one number of it.
fn exported(name: &str) -> u64 {
    PROVIDER.force_flush().expect("the exporter never fails");
    let last = LAST.lock().expect("no exporter panicked");
    last.as_ref().and_then(|values| values.get(name).copied()).unwrap_or(0)
}

/// An exporter that remembers the numbers it was given.
pub(super) struct Remember;

impl PushMetricExporter for Remember {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let metrics = metrics.scope_metrics().flat_map(|scope| scope.metrics());
        let values = metrics.map(|metric| {
            let value = match metric.data() {
                AggregatedMetrics::U64(MetricData::Sum(sum)) => {
                    sum.data_points().map(|point| point.value()).sum()
                }
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    histogram.data_points().map(|point| point.count()).sum()
                }
                _ => 0,
            };
            (metric.name().to_owned(), value)
        });
        *LAST.lock().expect("no reader panicked") = Some(values.collect());
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}
