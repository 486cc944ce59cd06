//! What the OTLP exporter sends, and when: by OpenTelemetry's own types, and as its own libraries
//! sent it for the same records.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use census::export::otlp::{Encoding, Temporality};
use census::export::{Exporter, Otlp, Resource};
use census::{Aggregation, Data, Measure, Row, Snapshot, View, ViewData};
use census_tests::backend::{Backend, Reply, Request};
use census_tests::otlp::{body, metrics, total};
use census_tests::replay::Scenario;
use opentelemetry_proto::tonic::metrics::v1::metric;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use serde_json::{Value as Json, json};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

static CALLS: Measure<i64> = Measure::new("otlp/calls", "1");
static COUNT: View = View::new("otlp/calls", &CALLS, Aggregation::Count);

fn deadline() -> Instant {
    Instant::now() + LONG
}

/// A snapshot of one row.
fn counted(seconds: u64, count: u64) -> Snapshot {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let row = Row { tags: Vec::new(), start: at(1), data: Data::Count(count) };
    Snapshot::new(at(seconds), vec![ViewData::new(&COUNT, vec![row])])
}

/// What a scenario's exports are, as its golden has them.
fn exported(scenario: &str, otlp: impl Fn(Otlp) -> Otlp) -> (Scenario, Vec<Request>) {
    let scenario = Scenario::read(scenario);
    let backend = Backend::start(|_| Reply::of(200));
    let mut otlp = otlp(Otlp::new(backend.url()));
    for snapshot in scenario.snapshots(SystemTime::now()) {
        otlp.export(&snapshot, deadline()).expect("an export");
    }
    (scenario, backend.requests())
}

fn picture(request: &Request) -> Json {
    let picture = metrics(request).into_iter().map(|metric| {
        let mut shown = json!({"metric": metric.name, "unit": metric.unit});
        match metric.data {
            Some(metric::Data::Sum(sum)) => {
                assert!(sum.is_monotonic && sum.aggregation_temporality == 2);
                let [point] = &sum.data_points[..] else { panic!("one row") };
                assert!(point.start_time_unix_nano < point.time_unix_nano);
                let Some(Value::AsInt(value)) = point.value else { panic!("a whole number") };
                shown["int"] = value.into();
            }
            Some(metric::Data::Histogram(histogram)) => {
                assert_eq!(histogram.aggregation_temporality, 2);
                let [point] = &histogram.data_points[..] else { panic!("one row") };
                assert!(point.min.is_none() && point.max.is_none(), "they are not known");
                shown["count"] = point.count.into();
                shown["sum"] = point.sum.into();
                shown["bounds"] = point.explicit_bounds.clone().into();
                shown["buckets"] = point.bucket_counts.clone().into();
            }
            other => panic!("{other:?}"),
        }
        shown
    });
    picture.collect()
}

#[test]
fn what_opentelemetry_itself_sent_for_the_same_records() {
    for name in ["sli_seconds", "sli_milliseconds"] {
        let (scenario, requests) = exported(name, |otlp| otlp);
        let pictures: Json = requests.iter().map(picture).collect();
        assert_eq!(&pictures, scenario.expected("otlp"), "{name}");
    }
}

#[test]
fn json_says_what_protobuf_says() {
    let (scenario, requests) = exported("sli_seconds", |otlp| otlp.encoding(Encoding::Json));
    for (request, expected) in
        requests.iter().zip(scenario.expected("otlp").as_array().expect("exports"))
    {
        assert_eq!(request.header("content-type"), Some("application/json"));
        let read: Json = serde_json::from_slice(&request.body).expect("JSON");
        let metrics = &read["resourceMetrics"][0]["scopeMetrics"][0]["metrics"];
        for (at, expected) in expected.as_array().expect("metrics").iter().enumerate() {
            let metric = &metrics[at];
            assert_eq!(metric["name"], expected["metric"]);
            let (sum, histogram) = (&metric["sum"], &metric["histogram"]["dataPoints"][0]);
            assert_eq!(sum["dataPoints"][0]["asInt"], expected["int"]);
            assert_eq!(histogram["bucketCounts"], expected["buckets"]);
            assert_eq!(histogram["explicitBounds"], expected["bounds"]);
            assert_eq!(histogram["sum"], expected["sum"]);
        }
    }
}

#[test]
fn deltas_add_up_to_what_is_cumulative() {
    let (_, cumulative) = exported("sli_seconds", |otlp| otlp);
    let delta = |otlp: Otlp| otlp.temporality(Temporality::Delta).gzip(true);
    let (_, deltas) = exported("sli_seconds", delta);
    for name in ["python_request_count", "python_failed_request_count"] {
        let sum: i64 = deltas.iter().map(|request| total(request, name)).sum();
        assert_eq!(sum, total(&cumulative[1], name));
    }
    let buckets = |request: &Request| {
        let histograms = metrics(request).into_iter().filter_map(|metric| match metric.data {
            Some(metric::Data::Histogram(histogram)) => Some(histogram),
            _ => None,
        });
        histograms.flat_map(|it| it.data_points[0].bucket_counts.clone()).collect::<Vec<_>>()
    };
    let (first, second) = (buckets(&deltas[0]), buckets(&deltas[1]));
    let sums: Vec<u64> = first.iter().zip(&second).map(|(one, other)| one + other).collect();
    assert_eq!(sums, buckets(&cumulative[1]));
}

#[test]
fn a_request_goes_where_it_was_told_with_what_it_was_told() {
    let backend = Backend::start(|_| Reply::of(200));
    let shop = Resource::new().with("service.name", "shop");
    let otlp = Otlp::new(format!("{}/in/?key=a", backend.url())).resource(shop.clone());
    let mut otlp = otlp.header("Api-Key", "secret").gzip(true);
    otlp.export(&counted(2, 3), deadline()).expect("an export");
    let exact = Otlp::new("").metrics_endpoint(format!("{}/exactly", backend.url()));
    exact.resource(shop).export(&counted(2, 3), deadline()).expect("an export");
    let requests = backend.requests();
    let [first, second] = &requests[..] else { panic!("two requests") };
    assert_eq!((first.method.as_str(), first.path.as_str()), ("POST", "/in/v1/metrics?key=a"));
    assert_eq!(first.header("api-key"), Some("secret"));
    assert_eq!(first.header("content-encoding"), Some("gzip"));
    assert!(first.header("user-agent").is_some_and(|agent| agent.starts_with("census-rust/")));
    assert_eq!(total(first, "otlp/calls"), 3);
    assert_eq!((second.path.as_str(), second.header("content-encoding")), ("/exactly", None));
    assert_eq!(body(first), body(second));
}

#[test]
fn a_delta_in_which_nothing_happened_sends_nothing() {
    let backend = Backend::start(|_| Reply::of(200));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);
    for (second, count) in [(2, 0), (3, 0), (4, 5), (5, 5), (6, 6)] {
        otlp.export(&counted(second, count), deadline()).expect("an export");
    }
    let requests = backend.requests();
    let totals: Vec<_> = requests.iter().map(|request| total(request, "otlp/calls")).collect();
    assert_eq!(totals, [0, 5, 1], "a series is there at zero first");
}

#[test]
fn a_pause_that_is_asked_for_is_in_the_error() {
    let pause_of = |reply: Reply| {
        let backend = Backend::start(move |_| reply.clone());
        let error = Otlp::new(backend.url()).export(&counted(2, 1), deadline());
        error.expect_err("a refusal").retry()
    };
    for status in [429, 502, 503, 504] {
        let asked = Reply::of(status).header("Retry-After", "7");
        let cut = asked.clone().body("busy").truncated(1);
        assert_eq!(pause_of(asked), Some(Duration::from_secs(7)));
        assert_eq!(pause_of(cut), Some(Duration::from_secs(7)));
        assert_eq!(pause_of(Reply::of(status)), Some(Duration::ZERO));
    }
    for status in [301, 400, 401, 403, 404, 408, 413, 500, 501] {
        assert_eq!(pause_of(Reply::of(status).header("Retry-After", "7")), None, "{status}");
    }
}
