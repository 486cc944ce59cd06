//! What a row of a histogram with 11 bounds takes with the peers.

use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Histogram as OtelHistogram, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{HistogramOpts, HistogramVec};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use crate::footprint::{COUNT, Meter};
use crate::work::BOUNDS;

/// Prints a line for each peer whose rows are easily made by the thousand.
///
/// Their rows are found by a label of three digits, whose text is among the bytes.
///
/// # Panics
///
/// If a peer refuses its own names.
pub fn footprints(meter: Meter) {
    println!("prometheus, a row of a histogram: {}", meter.of_rows(prometheus, touch_prometheus));
    println!("prometheus-client, the same: {}", meter.of_rows(client, touch_client));
    println!("opentelemetry_sdk, the same: {}", meter.of_rows(opentelemetry, touch_opentelemetry));
    println!("nm, an event with a histogram: {}", meter.of_rows(|| (), |()| nm()));
}

fn label(row: usize) -> String {
    format!("{row:03}")
}

fn prometheus() -> HistogramVec {
    let options = HistogramOpts::new("latency", "Latency.").buckets(BOUNDS.to_vec());
    let rows = HistogramVec::new(options, &["row"]).expect("the name is legal");
    touch_prometheus(&rows);
    rows
}

fn touch_prometheus(rows: &HistogramVec) {
    (0..COUNT).for_each(|row| rows.with_label_values(&[label(row)]).observe(0.1));
}

type Rows = Family<[(&'static str, String); 1], Histogram>;

fn client() -> Rows {
    let rows = Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> Histogram);
    touch_client(&rows);
    rows
}

fn touch_client(rows: &Rows) {
    (0..COUNT).for_each(|row| rows.get_or_create(&[("row", label(row))]).observe(0.1));
}

type Provided = (Arc<SdkMeterProvider>, OtelHistogram<f64>);

fn opentelemetry() -> Provided {
    let provider =
        SdkMeterProvider::builder().with_periodic_exporter(super::opentelemetry::Remember);
    let provider = provider.build();
    let meter = provider.meter("footprint");
    let rows = meter.f64_histogram("latency").with_boundaries(BOUNDS.to_vec()).build();
    let provided = (Arc::new(provider), rows);
    touch_opentelemetry(&provided);
    provided
}

fn touch_opentelemetry((_, rows): &Provided) {
    (0..COUNT).for_each(|row| rows.record(0.1, &[KeyValue::new("row", label(row))]));
}

/// Its events belong to their thread; there is nothing that is made once.
fn nm() {
    const BOUNDS_MS: &[nm::Magnitude] =
        &[5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
    let event = |row| nm::Event::builder().name(label(row)).histogram(BOUNDS_MS).build();
    let events: Vec<nm::Event> = (0..COUNT).map(event).collect();
    events.iter().for_each(|event| event.observe(100));
    // A thread-local of the user's holds them as long as the thread lives.
    std::mem::forget(events);
}
