//! How long it takes to write 10,000 labelled histograms as text: 140,000 lines.
//!
//! The same rows, with the same labels and the same numbers in them, by census and by
//! `prometheus-client`; and the two texts' histograms are compared.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use census::export::prometheus::{Format, Names, render};
use census::{
    Aggregation, Bounds, Data, Distribution, Measure, Number, Row, Snapshot, TagKey, View, ViewData,
};
use census_benches::series::median;
use census_benches::work::BOUNDS;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

const ROWS: usize = 10_000;

/// Pages, of which the median is taken.
const PAGES: usize = 41;

/// Milliseconds that census may take, and ought to.
const MUST: f64 = 12.0;
const AIM: f64 = 6.0;

static LATENCY: Measure<f64> = Measure::new("shop/latency", "s").describe("Latency.");
static VIEW: View =
    View::new("shop/latency", &LATENCY, Aggregation::Distribution(Bounds::new(&BOUNDS)))
        .columns(&[TagKey::new("method"), TagKey::new("route")]);

fn main() -> ExitCode {
    let (snapshot, registry) = (snapshot(), registry());
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    let (mut page, mut text) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let start = Instant::now();
        page = render(&snapshot, Format::Text, Names::Convention);
        own.push(start.elapsed().as_secs_f64() * 1e3);

        let start = Instant::now();
        text = String::new();
        encode(&mut text, &registry).expect("a string can be written to");
        peer.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let page = String::from_utf8(page).expect("the page is UTF-8");
    let (ours, theirs) = (samples(&page), samples(&text));
    let (own, peer) = (median(own), median(peer));
    let verdict = match own {
        aim if aim <= AIM => "aim reached",
        must if must <= MUST => "met",
        _ => "MISSED",
    };
    println!(
        "{ROWS} histograms, {} lines, {:.1} MB: census {own:.1} ms (must <= {MUST}, aim <= {AIM}): \
         {verdict}",
        page.lines().count(),
        page.len() as f64 / 1e6,
    );
    println!(
        "prometheus-client {peer:.1} ms, {} lines: {:.1} times as long",
        text.lines().count(),
        peer / own
    );
    if ours != theirs {
        let differs = ours.iter().zip(&theirs).find(|(one, other)| one != other);
        println!("THE TEXTS DIFFER: {} and {} samples, {differs:?}", ours.len(), theirs.len());
        return ExitCode::FAILURE;
    }
    match verdict == "MISSED" && env::args().any(|word| word == "--check") {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// The numbers of one row: how many values fell into each bucket, and their sum.
fn counts(row: usize) -> [u64; 12] {
    std::array::from_fn(|bucket| ((row * 7 + bucket * 13) % 5) as u64)
}

/// A value in the bucket.
fn value(bucket: usize) -> f64 {
    BOUNDS.get(bucket).map_or(12.5, |bound| bound / 1.25)
}

fn labels(row: usize) -> [(&'static str, String); 2] {
    let method = if row.is_multiple_of(2) { "GET" } else { "POST" };
    [("method", method.to_owned()), ("route", format!("/shop/carts/{:05}", row / 2))]
}

fn snapshot() -> Snapshot {
    let now = SystemTime::now();
    let row = |row| {
        let bucket_counts = counts(row).to_vec();
        let sum = (0..12).map(|at| value(at) * bucket_counts[at] as f64).sum();
        let data = Data::Distribution(Distribution {
            sum: Number::F64(sum),
            sum_of_squared_deviation: 0.0,
            bucket_counts,
            at_bound: vec![0; BOUNDS.len()],
            exemplars: Vec::new(),
        });
        Row { tags: labels(row).map(|(_, tag)| Some(Arc::from(tag))).to_vec(), start: now, data }
    };
    Snapshot::new(now, vec![ViewData::new(&VIEW, (0..ROWS).map(row).collect())])
}

fn registry() -> Registry {
    type Labels = Vec<(&'static str, String)>;
    let family: Family<Labels, Histogram> = Family::new_with_constructor(|| Histogram::new(BOUNDS));
    for row in 0..ROWS {
        let histogram = family.get_or_create_owned(&labels(row).to_vec());
        for (bucket, count) in counts(row).into_iter().enumerate() {
            (0..count).for_each(|_| histogram.observe(value(bucket)));
        }
    }
    let mut registry = Registry::default();
    registry.register("shop_latency_seconds", "Latency", family);
    registry
}

/// The buckets and counts of a page, in an order of their own; sums differ in their last digits.
fn samples(page: &str) -> Vec<String> {
    let counted = |line: &&str| line.contains("_bucket{") || line.contains("_count{");
    let plain = |line: &str| {
        let (series, count) = line.rsplit_once(' ').unwrap_or((line, ""));
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let mut labels: Vec<&str> = labels.trim_end_matches('}').split(',').collect();
        labels.sort_unstable();
        format!("{name} {labels:?} {count}")
    };
    let mut samples: Vec<String> = page.lines().filter(counted).map(plain).collect();
    samples.sort_unstable();
    samples
}
