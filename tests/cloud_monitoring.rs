//! What real OpenCensus libraries sent to Cloud Monitoring, and what we send for the same records.

use std::time::{Duration, Instant, SystemTime};

use census::export::{CloudMonitoring, Credentials, Exporter, MonitoredResource};
use census::{Aggregation, Data, Measure, Row, Snapshot, View, ViewData};
use census_tests::backend::{Backend, Reply, Request};
use census_tests::replay::{STEP, Scenario};
use serde_json::{Value, json};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(30);

fn exporter(backend: &Backend) -> CloudMonitoring {
    CloudMonitoring::new("demo-project")
        .endpoint(backend.url())
        .credentials(Credentials::none())
        .monitored_resource(MonitoredResource::new("global"))
}

fn accepting() -> Backend {
    Backend::start(|_| Reply::json(200, "{}"))
}

fn export(exporter: &mut CloudMonitoring, snapshot: &Snapshot) -> Result<(), String> {
    exporter.export(snapshot, Instant::now() + LONG).map_err(|error| error.to_string())
}

/// The bodies of the requests to a path.
fn bodies(requests: &[Request], path: &str) -> Vec<Value> {
    let of = requests.iter().filter(|request| request.path.ends_with(path));
    of.map(|request| serde_json::from_slice(&request.body).expect("JSON")).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A series in the goldens' form.
fn simple(series: &Value) -> Value {
    let metric = &series["metric"];
    let kind = metric["type"].as_str().unwrap_or_default();
    let view = kind.strip_prefix("custom.googleapis.com/opencensus/").expect("the prefix");
    let mut labels = metric["labels"].clone();
    let task = labels.as_object_mut().and_then(|labels| labels.remove("opencensus_task"));
    assert!(task.and_then(|it| it.as_str().map(|it| it.starts_with("rust-"))).unwrap_or(false));
    assert_eq!(list(&series["points"]).len(), 1);
    let value = &series["points"][0]["value"];
    let whole = |value: &Value| value.as_str().and_then(|it| it.parse::<i64>().ok());
    if let Some(number) = whole(&value["int64Value"]) {
        return json!({"view": view, "labels": labels, "int64": number});
    }
    let data = &value["distributionValue"];
    let counts: Vec<_> = list(&data["bucketCounts"]).iter().filter_map(whole).collect();
    let mut simple = json!({
        "view": view,
        "labels": labels,
        "count": whole(&data["count"]),
        "mean": data["mean"],
        "deviation": data["sumOfSquaredDeviation"],
        "bounds": data["bucketOptions"]["explicitBuckets"]["bounds"],
        "buckets": counts,
    });
    let exemplars: Vec<Value> = list(&data["exemplars"])
        .iter()
        .map(|exemplar| json!([exemplar["value"], exemplar["attachments"][0]["value"]]))
        .collect();
    if !exemplars.is_empty() {
        simple["exemplars"] = exemplars.into();
    }
    simple
}

/// Equal, and numbers to 1e-9 of their size.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(1.0));
            (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(key, value)| other.get(key).is_some_and(|other| alike(value, other));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

fn replay(name: &str) {
    let scenario = Scenario::read(name);
    let backend = accepting();
    let mut exporter = exporter(&backend);
    let begun = SystemTime::now() - 3 * STEP;
    let exports = list(scenario.expected("cloud_monitoring"));
    for (snapshot, expected) in scenario.snapshots(begun).iter().zip(exports) {
        let before = backend.requests().len();
        assert_eq!(export(&mut exporter, snapshot), Ok(()));
        let sent = bodies(&backend.requests()[before..], "/timeSeries");
        let mut sent: Vec<Value> =
            sent.iter().flat_map(|body| list(&body["timeSeries"])).map(simple).collect();
        let mut expected = list(expected).to_vec();
        for series in [&mut sent, &mut expected] {
            series.sort_by_key(|series| format!("{} {}", series["view"], series["labels"]));
        }
        assert_eq!(sent.len(), expected.len(), "{sent:#?}");
        for (sent, expected) in sent.iter().zip(&expected) {
            assert!(alike(sent, expected), "{name}:\nsent     {sent}\nexpected {expected}");
        }
    }
    let described = bodies(&backend.requests(), "/metricDescriptors");
    for expected in list(scenario.expected("descriptors")) {
        let view = expected["view"].as_str().unwrap_or_default();
        let kind = format!("custom.googleapis.com/opencensus/{view}");
        let mut of = described.iter().filter(|it| it["type"] == kind.as_str());
        let (Some(descriptor), None) = (of.next(), of.next()) else { panic!("{kind} not once") };
        assert_eq!(descriptor["displayName"], format!("OpenCensus/{view}"));
        assert_eq!(descriptor["metricKind"], expected["kind"]);
        assert_eq!(descriptor["valueType"], expected["type"]);
        assert_eq!(descriptor["unit"], expected["unit"]);
    }
}

#[test]
fn a_service_that_was_measured_in_seconds_sends_what_opencensus_sent() {
    replay("sli_seconds");
}

#[test]
fn a_service_that_was_measured_in_milliseconds_sends_what_opencensus_sent() {
    replay("sli_milliseconds");
}

#[test]
fn where_opencensus_was_wrong_what_is_right_is_sent() {
    replay("quirks");
    replay("no_bounds");
}

#[test]
fn no_request_has_more_than_200_series_and_no_series_is_sent_twice() {
    let scenario = Scenario::of_450_rows();
    let backend = accepting();
    let snapshots = scenario.snapshots(SystemTime::now() - 2 * STEP);
    assert_eq!(export(&mut exporter(&backend), &snapshots[0]), Ok(()));
    let bodies = bodies(&backend.requests(), "/timeSeries");
    let sizes: Vec<_> = bodies.iter().map(|body| list(&body["timeSeries"]).len()).collect();
    assert_eq!(sizes, [200, 200, 50]);
    let mut rows: Vec<(String, String)> = bodies
        .iter()
        .flat_map(|body| list(&body["timeSeries"]))
        .map(|series| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let value = &series["points"][0]["value"]["int64Value"];
            (text(&series["metric"]["labels"]["k"]), text(value))
        })
        .collect();
    rows.sort();
    let expected = (0..450).map(|row| (format!("v{row:03}"), row.to_string()));
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

static CALLS: Measure<i64> = Measure::new("cloud/calls", "1");

fn row(count: u64, start: SystemTime) -> Row {
    Row { tags: Vec::new(), start, data: Data::Count(count) }
}

#[test]
fn the_metrics_of_a_service_are_written_as_such_and_not_described() {
    static OURS: View = View::new("paid", &CALLS, Aggregation::Count);
    static SERVICES: View = View::new("kubernetes.io/container/a", &CALLS, Aggregation::Count);
    let now = SystemTime::now();
    let rows = |view| ViewData::new(view, vec![row(1, now - STEP)]);
    let snapshot = Snapshot::new(now, vec![rows(&OURS), rows(&SERVICES)]);
    let backend = accepting();
    assert_eq!(export(&mut exporter(&backend), &snapshot), Ok(()));
    let paths: Vec<_> = backend.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(
        paths,
        [
            "/v3/projects/demo-project/metricDescriptors",
            "/v3/projects/demo-project/timeSeries",
            "/v3/projects/demo-project/timeSeries:createService",
        ]
    );
}

#[test]
fn domain_prefix_and_labels_are_the_users() {
    static VIEW: View = View::new("paid", &CALLS, Aggregation::Count);
    let now = SystemTime::now();
    let snapshot = Snapshot::new(now, vec![ViewData::new(&VIEW, vec![row(1, now - STEP)])]);
    let backend = accepting();
    let mut exporter = exporter(&backend)
        .domain("workload.googleapis.com")
        .prefix("/shop/")
        .label("zone.name", "a")
        .without_task_label()
        .without_descriptors();
    assert_eq!(export(&mut exporter, &snapshot), Ok(()));
    let sent = bodies(&backend.requests(), "/timeSeries");
    assert_eq!(backend.requests().len(), 1);
    assert_eq!(
        sent[0]["timeSeries"][0]["metric"],
        json!({"type": "workload.googleapis.com/shop/paid", "labels": {"zone_name": "a"}})
    );
}

#[test]
fn a_flush_right_after_an_export_waits_instead_of_being_refused() {
    static VIEW: View = View::new("paid", &CALLS, Aggregation::Count);
    let backend = accepting();
    let period = Duration::from_millis(700);
    let mut exporter = exporter(&backend).sampling_period(period);
    let start = SystemTime::now() - STEP;
    for count in [1, 2] {
        let data = ViewData::new(&VIEW, vec![row(count, start)]);
        let snapshot = Snapshot::new(SystemTime::now(), vec![data]);
        // The pipeline waits as long as it is told.
        let deadline = Instant::now() + LONG;
        while let Err(error) = exporter.export(&snapshot, deadline) {
            std::thread::sleep(error.retry().expect("a wait"));
        }
    }
    let requests = backend.requests();
    let ends: Vec<SystemTime> = bodies(&requests, "/timeSeries")
        .iter()
        .map(|body| {
            let end = &body["timeSeries"][0]["points"][0]["interval"]["endTime"];
            humantime::parse_rfc3339(end.as_str().unwrap_or_default()).expect("a time")
        })
        .collect();
    assert!(ends[1].duration_since(ends[0]).is_ok_and(|apart| apart >= period), "{ends:?}");
    assert!(SystemTime::now() >= ends[1], "sent before its time");
}
