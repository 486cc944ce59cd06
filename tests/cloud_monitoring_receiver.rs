//! Every kind of series that the exporter can make, for a strict receiver.
//!
//! With `CENSUS_CLOUD_MONITORING` set, it is sent to the receiver at that address, each test to a
//! project of its own. `cargo xtask test cloud-monitoring` does that.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use census::export::{CloudMonitoring, Credentials, Exporter, MonitoredResource};
use census::{
    Aggregation, Bounds, Data, Distribution, Exemplar, Measure, Number, Row, Snapshot, TagKey,
    View, ViewData, measured,
};
use census_tests::replay::{STEP, Scenario};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(30);

static ITEMS: Measure<i64> = Measure::new("shop/items", "1").describe("Items that were paid.");
static BYTES: Measure<i64> = Measure::new("shop/sent", "By").describe("Bytes sent, \"raw\".");
static SKEW: Measure<f64> = Measure::new("shop/skew", "ms").describe("Clock\nskew \\ drift.");

const LADDER: Aggregation = Aggregation::Distribution(Bounds::new(&[0.5, 1.0, 1e6]));
const SIGNED: Aggregation = Aggregation::Distribution(Bounds::new(&[-2.5, 0.0, 2.5]));
const ONE_BUCKET: Aggregation = Aggregation::Distribution(Bounds::new(&[]));
const KEYS: &[TagKey] = &[TagKey::new("http.route"), TagKey::new("9 lives"), TagKey::new("__x{}")];

/// An exporter to the receiver.
fn exporter(project: &str) -> CloudMonitoring {
    let address = std::env::var("CENSUS_CLOUD_MONITORING");
    let address = address.expect("`cargo xtask test cloud-monitoring` says it");
    let token = Credentials::by(|| Ok(("a-token".into(), LONG * 100)));
    CloudMonitoring::new(project).endpoint(address).credentials(token)
}

#[track_caller]
fn send(exporter: &mut CloudMonitoring, snapshot: &Snapshot) {
    if let Err(error) = exporter.export(snapshot, Instant::now() + LONG) {
        panic!("{error}");
    }
}

fn replay(scenario: &Scenario, project: &str) {
    let mut exporter = exporter(project);
    for snapshot in scenario.snapshots(SystemTime::now() - 3 * STEP) {
        send(&mut exporter, &snapshot);
    }
}

#[test]
fn what_opencensus_recorded_is_taken() {
    for name in ["sli_seconds", "sli_milliseconds", "quirks", "no_bounds"] {
        replay(&Scenario::read(name), &name.replace('_', "-"));
    }
    replay(&Scenario::of_450_rows(), "rows");
}

/// What a distribution of these values is.
fn distribution(values: &[f64], bounds: Aggregation, exemplars: Vec<Exemplar>) -> Data {
    let Aggregation::Distribution(bounds) = bounds else { panic!("no distribution") };
    let count = values.len().max(1) as f64;
    let sum: f64 = values.iter().sum();
    let mut bucket_counts = vec![0; bounds.len() + 1];
    for value in values {
        bucket_counts[bounds.iter().filter(|bound| bound <= value).count()] += 1;
    }
    Data::Distribution(Distribution {
        sum: Number::F64(sum),
        sum_of_squared_deviation: values.iter().map(|it| (it - sum / count).powi(2)).sum(),
        bucket_counts,
        at_bound: Vec::new(),
        exemplars,
    })
}

fn row(tags: &[Option<&str>], start: SystemTime, data: Data) -> Row {
    Row { tags: tags.iter().map(|tag| tag.map(Arc::from)).collect(), start, data }
}

/// A view and its rows; a static for each call.
macro_rules! view {
    (
        $start:expr, $name:literal, $measure:expr, $aggregation:expr, $tags:expr,
        [$(($($tag:expr),*) => $data:expr),*]
    ) => {{
        static VIEW: View = View::new($name, &$measure, $aggregation).columns($tags);
        ViewData::new(&VIEW, vec![$(row(&[$($tag),*], $start, $data)),*])
    }};
}

fn odd(time: SystemTime, start: SystemTime) -> Snapshot {
    let odd = "\"} \\n\n\\ \u{e4}\u{1f980},=\t\r\0\u{1b}\u{7f}\u{85}\u{2028}";
    let long = "\u{20ac}".repeat(1000);
    let exemplars = vec![
        Exemplar::new(0.7, time).with("note", odd),
        Exemplar::new(7.0, time)
            .with("trace_id", "0af7651916cd43dd8448eb211c80319c")
            .with("span_id", "b7ad6b7169203331")
            .with("tag:region", "eu")
            .with("tag:shop", "7"),
    ];
    Snapshot::new(
        time,
        vec![
            view!(start, "odd.Name-1/a__b", ITEMS, Aggregation::Count, KEYS, [
                (Some(odd), Some(""), None) => Data::Count(1),
                (Some(&long), None, None) => Data::Count(u64::MAX),
                (None, None, None) => Data::Count(0)
            ]),
            view!(start, "odd/sum", BYTES, Aggregation::Sum, &[], [
                () => Data::Sum(i64::MAX.into())
            ]),
            view!(start, "odd/gauge", ITEMS, Aggregation::LastValue, &[], [
                () => Data::LastValue(i64::MIN.into())
            ]),
            view!(start, "odd/skew", SKEW, Aggregation::LastValue, &[], [
                () => Data::LastValue((-1e-300).into())
            ]),
            view!(start, "odd/time", SKEW, Aggregation::Sum, &[], [
                () => Data::Sum(f64::INFINITY.into())
            ]),
            view!(start, "odd/latency", SKEW, LADDER, &[TagKey::new("of")], [
                (Some("none")) => distribution(&[], LADDER, vec![]),
                (Some("one")) => distribution(&[1.0], LADDER, vec![]),
                (Some("some")) => distribution(&[0.1, 0.7, 7.0, 7e6], LADDER, exemplars)
            ]),
            view!(start, "odd/negative", SKEW, LADDER, &[], [
                () => distribution(&[-3.0, 0.7, 7.0], LADDER, vec![])
            ]),
            view!(start, "odd/signed", SKEW, SIGNED, &[], [
                () => distribution(&[-3.0, -1.0, 0.0, 2.5], SIGNED, vec![])
            ]),
            view!(start, "odd/one_bucket", SKEW, ONE_BUCKET, &[], [
                () => distribution(&[1.0, 2.0], ONE_BUCKET, vec![])
            ]),
            view!(start, "odd/quiet", SKEW, LADDER, &[], []),
        ],
    )
}

#[test]
fn what_is_odd_is_taken() {
    let exporter = exporter("odd");
    let resource = MonitoredResource::new("generic_task")
        .with("location", "europe-west1")
        .with("namespace", "shop")
        .with("job", "checkout")
        .with("task_id", "7");
    let mut exporter = exporter.monitored_resource(resource).label("version", "1.2");
    let start = SystemTime::now() - 2 * STEP;
    send(&mut exporter, &odd(start, start)); // At the very moment it began.
    send(&mut exporter, &odd(start + STEP, start));
}

#[test]
fn as_many_bounds_as_are_taken_are_taken() {
    let mut exporter = exporter("many-bounds");
    let start = SystemTime::now() - STEP;
    let views = [198, 199].map(|number| {
        let bounds: Vec<f64> = (1..=number).map(f64::from).collect();
        let ladder = Aggregation::Distribution(Bounds::new(bounds.leak()));
        let name: &'static str = format!("bounds/{number}").leak();
        let view = Box::leak(Box::new(View::new(name, &SKEW, ladder)));
        let data = distribution(&[0.5, 7.0, 1e9], ladder, vec![]);
        ViewData::new(view, vec![Row { tags: vec![], start, data }])
    });
    send(&mut exporter, &Snapshot::new(SystemTime::now(), views.into()));
}

#[measured(count = "receiver/calls", latency = "receiver/latency", in_flight = "receiver/running")]
fn serve() {
    std::hint::black_box(());
}

#[test]
fn flushes_in_a_row_and_the_last_export_are_taken() {
    let exporter = exporter("flushes");
    let census = census::start().export(exporter).run().expect("a start");
    for _ in 0..2 {
        serve();
        let report = census.flush(LONG); // The second waits for five seconds.
        assert!(report.is_ok(), "{report}");
    }
    serve();
    // Not as long as it would have to wait: its points are dated ahead.
    let report = census.shutdown(Duration::from_secs(3));
    assert!(report.is_ok(), "{report}");
}
