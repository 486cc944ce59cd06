//! Cloud Monitoring that refuses, breaks off, hangs and lies: no count is lost, nobody waits, and
//! it is said once what is wrong.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use census::__private::{Asked, Call, Function};
use census::export::{CloudMonitoring, Credentials, ExportError, Exporter, MonitoredResource};
use census::{Census, Delivery, Report, Snapshot};
use census_tests::backend::{Backend, Reply, Request};
use census_tests::replay::{STEP, Scenario};
use census_tests::{NOTHING, alone};
use serde_json::{Value, json};

/// Longer than any test takes: what waits for it has failed.
const LONG: Duration = Duration::from_secs(50);

/// As long as a backend is waited for that will never answer.
const SHORT: Duration = Duration::from_millis(300);

/// Longer than a backend takes to be heard, on a busy machine too.
const HEARD: Duration = Duration::from_secs(5);

/// How late a busy machine may be.
const SLACK: Duration = Duration::from_secs(3);

static SERVE: Function = Function::new(Asked { count: Some("faults/calls"), ..NOTHING });

fn serve() {
    drop(Call::<false, false>::start(&SERVE));
}

fn exporter(url: &str) -> CloudMonitoring {
    CloudMonitoring::new("demo-project")
        .endpoint(url)
        .credentials(Credentials::none())
        .monitored_resource(MonitoredResource::new("global"))
        .sampling_period(Duration::ZERO)
}

fn start(url: &str) -> Census {
    census::start().export(exporter(url)).on_error(|_, _| {}).run().expect("a start")
}

/// The series of a request, by a label of theirs or by their metric.
fn series(request: &Request) -> BTreeMap<String, i64> {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let series = body["timeSeries"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let series = series.iter().filter_map(|series| {
        let name = text(&series["metric"]["labels"]["k"]);
        let name = name.or_else(|| text(&series["metric"]["type"]))?;
        Some((name, text(&series["points"][0]["value"]["int64Value"])?.parse().ok()?))
    });
    series.collect()
}

fn is_points(request: &Request) -> bool {
    request.path.ends_with("/timeSeries")
}

/// An error in Google's form.
fn error(code: u16, status: &str, message: &str) -> Reply {
    Reply::json(
        code,
        json!({"error": {"code": code, "status": status, "message": message}}).to_string(),
    )
}

/// What becomes of a request in part: some of its series are written.
fn partial(code: u16, status: &str, all: usize, failed: &str, count: usize) -> Reply {
    let summary = json!({
        "@type": "type.googleapis.com/google.monitoring.v3.CreateTimeSeriesSummary",
        "totalPointCount": all,
        "successPointCount": all - count,
        "errors": [{"status": {"code": 13}, "pointCount": count}],
    });
    let message = format!("One or more TimeSeries could not be written: a: timeSeries[{failed}]");
    let error = json!({"code": code, "status": status, "message": message, "details": [summary]});
    Reply::json(code, json!({"error": error}).to_string())
}

/// A backend that takes descriptors, and does one after the other with points, then takes them.
fn backend(faults: Vec<Reply>) -> Backend {
    let mut faults = faults.into_iter();
    Backend::start(move |request| {
        let fault = if is_points(request) { faults.next() } else { None };
        fault.unwrap_or_else(|| Reply::json(200, "{}"))
    })
}

#[test]
fn no_count_is_lost_once_the_backend_is_back() {
    alone(|| {
        let long = |status| Reply::of(status).body(vec![b'x'; 1000]);
        let pause = Duration::from_millis(1);
        let faults = vec![
            error(429, "RESOURCE_EXHAUSTED", "slow down").header("Retry-After", "0"),
            error(500, "INTERNAL", "no disk"),
            error(503, "UNAVAILABLE", "soon"),
            error(504, "DEADLINE_EXCEEDED", "late"),
            Reply::dropped(),
            error(400, "INVALID_ARGUMENT", "no"),
            error(401, "UNAUTHENTICATED", "who"),
            error(403, "PERMISSION_DENIED", "no"),
            long(502).truncated(10),
            long(200).truncated(10),
            long(503).slowly(pause),
            long(200).slowly(pause),
            long(503).endless(),
            long(200).endless(),
        ];
        let number = faults.len();
        let backend = backend(faults);
        let census = start(&backend.url());
        let points = || backend.requests().into_iter().filter(is_points).collect::<Vec<_>>();
        let mut calls = 0;
        let begun = Instant::now();
        while points().len() <= number {
            (0..3).for_each(|_| serve());
            calls += 3;
            drop(census.flush(LONG));
            assert!(begun.elapsed() < LONG, "{} requests", points().len());
        }
        serve();
        let report = census.shutdown(LONG);
        assert!(report.is_ok(), "{report}");
        let last = points().last().map(series).unwrap_or_default();
        assert_eq!(last.get("custom.googleapis.com/opencensus/faults/calls"), Some(&(calls + 1)));
    });
}

#[test]
fn a_shutdown_keeps_its_deadline_whatever_the_backend_does() {
    alone(|| {
        let never = || Reply::json(200, "{}").after(LONG);
        let long = || Reply::of(500).body(vec![b'x'; 1000]);
        let backends = [
            Backend::start(move |_| never()),
            Backend::start(move |_| long().slowly(LONG)),
            Backend::start(move |_| long().endless()),
            Backend::start(|_| Reply::dropped()),
            Backend::start(|_| Reply::of(429).header("Retry-After", "3600")),
        ];
        let urls = backends.iter().map(Backend::url);
        let nowhere = [Backend::absent(), "https://no.such.host.invalid".to_owned()];
        for url in urls.chain(nowhere) {
            let census = start(&url);
            serve();
            let begun = Instant::now();
            let report = census.shutdown(SHORT);
            assert!(begun.elapsed() < SHORT + SLACK, "{url}: {:?}", begun.elapsed());
            assert!(!report.is_ok(), "{url}");
        }
    });
}

#[test]
fn what_is_wrong_is_said_once() {
    alone(|| {
        let backend = Backend::start(|_| error(503, "UNAVAILABLE", "be\nback  soon"));
        let said = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&said);
        let census = census::start().export(exporter(&backend.url()));
        let census = census.on_error(move |name, error| {
            log.lock().expect("no panic").push(format!("{name}: {error}"));
        });
        let census = census.run().expect("a start");
        for patience in [HEARD, SHORT, SHORT] {
            assert!(!census.flush(patience).is_ok());
        }
        drop(census.shutdown(SHORT));
        let said = said.lock().expect("no panic");
        assert_eq!(
            *said,
            ["cloud-monitoring: Cloud Monitoring says 503 UNAVAILABLE: be back soon"]
        );
    });
}

fn export(exporter: &mut CloudMonitoring, snapshot: &Snapshot) -> Result<(), ExportError> {
    exporter.export(snapshot, Instant::now() + LONG)
}

fn rows() -> Snapshot {
    Scenario::of_450_rows().snapshots(SystemTime::now() - 2 * STEP).swap_remove(0)
}

/// The sizes of the requests for points.
fn sizes(backend: &Backend) -> Vec<usize> {
    backend.requests().iter().filter(|it| is_points(it)).map(|it| series(it).len()).collect()
}

#[test]
fn a_second_try_sends_only_what_has_not_been_written() {
    // The second of three requests fails: the service asks to be left alone.
    let busy = error(503, "UNAVAILABLE", "soon").header("Retry-After", "2");
    let backend = backend(vec![Reply::json(200, "{}"), busy]);
    let (mut exporter, snapshot) = (exporter(&backend.url()), rows());
    let failed = export(&mut exporter, &snapshot).expect_err("a busy server");
    assert_eq!(failed.retry(), Some(Duration::from_secs(2)));
    assert_eq!(sizes(&backend), [200, 200]);
    assert!(export(&mut exporter, &snapshot).is_ok());
    assert_eq!(sizes(&backend), [200, 200, 200, 50]);
}

#[test]
fn one_request_that_fails_does_not_stop_the_others() {
    let backend = backend(vec![error(500, "INTERNAL", "oops")]);
    let (mut exporter, snapshot) = (exporter(&backend.url()), rows());
    assert!(export(&mut exporter, &snapshot).expect_err("a failure").retry().is_some());
    assert_eq!(sizes(&backend), [200, 200, 50]);
    assert!(export(&mut exporter, &snapshot).is_ok());
    assert_eq!(sizes(&backend), [200, 200, 50, 200]);
}

#[test]
fn of_the_pauses_that_an_exports_requests_ask_for_the_longest_is_kept() {
    let long = error(500, "INTERNAL", "oops").header("Retry-After", "7");
    let backend = backend(vec![long, error(500, "INTERNAL", "oops")]);
    let failed = export(&mut exporter(&backend.url()), &rows()).expect_err("two failures");
    assert_eq!(failed.retry(), Some(Duration::from_secs(7)));
    assert_eq!(sizes(&backend), [200, 200, 50]);
}

#[test]
fn of_a_request_that_was_written_in_part_only_the_rest_is_sent_again() {
    let part = partial(500, "INTERNAL", 200, "0-9,25", 11);
    let backend = backend(vec![part]);
    let (mut exporter, snapshot) = (exporter(&backend.url()), rows());
    assert!(export(&mut exporter, &snapshot).expect_err("a failure").retry().is_some());
    assert!(export(&mut exporter, &snapshot).is_ok());
    assert_eq!(sizes(&backend), [200, 200, 50, 11]);
    let requests = backend.requests();
    let last = requests.last().map(series).unwrap_or_default();
    let expected = (0..10).chain([25]).map(|row| format!("v{row:03}"));
    assert_eq!(last.into_keys().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn series_that_are_refused_are_reported_and_not_sent_again() {
    let part = partial(400, "INVALID_ARGUMENT", 200, "7", 1);
    let backend = backend(vec![part]);
    let (mut exporter, snapshot) = (exporter(&backend.url()), rows());
    let failed = export(&mut exporter, &snapshot).expect_err("a refusal");
    assert!(failed.retry().is_none());
    let said = failed.to_string();
    let expected = "1 of 450 series were not written: view `rows_sum` and others: \
                    400 INVALID_ARGUMENT: One or more TimeSeries could not be written: ";
    assert!(said.starts_with(expected), "{said}");
    assert_eq!(sizes(&backend), [200, 200, 50]);
}

#[test]
fn a_point_that_was_written_before_its_answer_got_lost_is_no_error() {
    let older = "Points must be written in order. One or more of the points specified had an \
                 older end time than the most recent point.";
    let backend = backend(vec![Reply::dropped(), error(400, "INVALID_ARGUMENT", older)]);
    let (mut exporter, snapshot) = (exporter(&backend.url()), rows());
    assert!(export(&mut exporter, &snapshot).expect_err("no answer").retry().is_some());
    assert!(export(&mut exporter, &snapshot).is_ok());
    assert_eq!(sizes(&backend), [200, 200, 200, 50]);
}

/// A backend that answers descriptors of some metrics so.
fn describing(metric: &'static str, reply: Reply, there: Value) -> Backend {
    Backend::start(move |request| {
        let is_it = request.text().contains(&format!("\"type\":\"{metric}\""));
        match (request.method.as_str(), request.path.ends_with("/metricDescriptors")) {
            ("POST", true) if is_it => reply.clone(),
            ("GET", _) => Reply::json(200, there.to_string()),
            _ => Reply::json(200, "{}"),
        }
    })
}

const QUIRK: &str = "custom.googleapis.com/opencensus/int_sum";

fn quirks() -> Snapshot {
    Scenario::read("quirks").snapshots(SystemTime::now() - 2 * STEP).swap_remove(0)
}

#[test]
fn a_descriptor_that_is_refused_stops_nothing_else() {
    let backend = describing(QUIRK, error(403, "PERMISSION_DENIED", "not yours"), Value::Null);
    let (mut exporter, snapshot) = (exporter(&backend.url()), quirks());
    let said = export(&mut exporter, &snapshot).expect_err("a refusal").to_string();
    assert!(said.starts_with("1 of 7 series were not written: metric `"), "{said}");
    assert!(said.contains("roles/monitoring.metricWriter"), "{said}");
    let points = backend.requests().into_iter().filter(is_points).collect::<Vec<_>>();
    assert_eq!(points.len(), 1);
    assert!(!points[0].text().contains(QUIRK) && points[0].text().contains("two_tags"));
}

#[test]
fn what_is_withheld_is_counted_once_however_often_the_rest_is_tried() {
    let mut busy = 2;
    let backend = Backend::start(move |request| match request.text().contains(QUIRK) {
        true => error(403, "PERMISSION_DENIED", "not yours"),
        false if is_points(request) && busy > 0 => {
            busy -= 1;
            error(503, "UNAVAILABLE", "soon")
        }
        false => Reply::json(200, "{}"),
    });
    let (mut exporter, snapshot) = (exporter(&backend.url()), quirks());
    let said =
        [(); 3].map(|()| export(&mut exporter, &snapshot).expect_err("it fails").to_string());
    assert!(said[1].ends_with("503 UNAVAILABLE: soon"), "{}", said[1]);
    assert!(said[2].starts_with("1 of 7 series were not written: "), "{}", said[2]);
}

#[test]
fn who_is_not_let_in_does_not_try_every_door() {
    let backend =
        backend(vec![error(401, "UNAUTHENTICATED", "who"), error(401, "UNAUTHENTICATED", "who")]);
    let failed = export(&mut exporter(&backend.url()), &rows()).expect_err("a refusal");
    assert!(failed.retry().is_none());
    assert_eq!(failed.to_string(), "Cloud Monitoring says 401 UNAUTHENTICATED: who");
    assert_eq!(sizes(&backend), [200, 200]);
}

#[test]
fn a_descriptor_that_differs_a_little_is_warned_of_once() {
    let exists = error(409, "ALREADY_EXISTS", "there is one");
    let there = json!({
        "type": QUIRK, "metricKind": "CUMULATIVE", "valueType": "INT64", "unit": "{item}",
        "description": "int sum", "displayName": "OpenCensus/int_sum",
        "labels": [{"key": "opencensus_task"}],
    });
    let backend = describing(QUIRK, exists, there);
    let (sender, warnings) = mpsc::channel();
    let warn = move |warning: &str| drop(sender.send(warning.to_owned()));
    let mut exporter = exporter(&backend.url()).on_warning(warn);
    let scenario = Scenario::read("quirks");
    for age in [3, 2] {
        let snapshots = scenario.snapshots(SystemTime::now() - age * STEP);
        assert!(export(&mut exporter, &snapshots[0]).is_ok());
    }
    assert_eq!(
        warnings.try_iter().collect::<Vec<_>>(),
        [format!(
            "metric `{QUIRK}` is there already, but its unit is `{{item}}`, not `1`; its points \
             are written anyway"
        )]
    );
}

#[test]
fn a_descriptor_of_another_kind_is_reported_with_the_way_out() {
    let refused = error(400, "INVALID_ARGUMENT", "it exists");
    let there = json!({"type": QUIRK, "metricKind": "GAUGE", "valueType": "INT64"});
    let backend = describing(QUIRK, refused, there);
    let said = export(&mut exporter(&backend.url()), &quirks()).expect_err("a refusal").to_string();
    assert!(said.contains("its metricKind is `GAUGE`, not `CUMULATIVE`"), "{said}");
    assert!(said.ends_with("delete it, or choose another prefix"), "{said}");
}

#[test]
fn recording_does_not_wait_for_a_backend_that_hangs() {
    alone(|| {
        let backend = Backend::start(|_| Reply::json(200, "{}").after(LONG));
        let census = start(&backend.url());
        let hanging: Report = census.flush(SHORT);
        assert!(hanging.iter().all(|(_, it)| matches!(it, Delivery::Late)), "{hanging}");
        let begun = Instant::now();
        (0..100_000).for_each(|_| serve());
        assert!(begun.elapsed() < SLACK, "{:?}", begun.elapsed());
        drop(census.shutdown(SHORT));
    });
}
