//! Requests, read by OpenTelemetry's own types.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::metric;
use prost::Message;

use super::*;
use crate::export::Resource;
use crate::model::{Aggregation, Bounds, Measure, TagKey, View};
use crate::snapshot::{Data, Distribution, Row, ViewData};

const METHOD: &[TagKey] = &[TagKey::new("method")];

static CALLS: Measure<i64> = Measure::new("otlp/calls", "1").describe("Calls, \"all\" of them.");
static LATENCY: Measure<f64> = Measure::new("otlp/latency", "ms");
static COUNT: View = View::new("otlp/calls", &CALLS, Aggregation::Count).columns(METHOD);
static LAST: View = View::new("otlp/last", &LATENCY, Aggregation::LastValue);
static SPREAD: View =
    View::new("otlp/latency", &LATENCY, Aggregation::Distribution(Bounds::new(&[1.0, 2.0])));

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn row(tags: Vec<Option<Arc<str>>>, data: Data) -> Row {
    Row { tags, start: at(1), data }
}

fn snapshot() -> Snapshot {
    let spread = Distribution {
        sum: 5.5.into(),
        sum_of_squared_deviation: 0.0,
        bucket_counts: vec![1, 2, 0],
        at_bound: vec![1, 0],
        exemplars: Vec::new(),
    };
    let counts = (0..3).map(|tag| row(vec![Some(tag.to_string().into())], Data::Count(tag)));
    let views = vec![
        ViewData::new(&COUNT, counts.collect()),
        ViewData::new(&LAST, vec![row(Vec::new(), Data::LastValue(0.5.into()))]),
        ViewData::new(&SPREAD, vec![row(Vec::new(), Data::Distribution(spread))]),
    ];
    Snapshot::new(at(2), views)
}

fn bodies(snapshot: &Snapshot, encoding: Encoding, delivered: &Delivered) -> Vec<Vec<u8>> {
    let mut requests = Requests::of(snapshot, delivered, encoding, Temporality::Cumulative, false);
    let resource = origin::resource(Resource::new().with("service.name", "shop"));
    let mut next = || requests.next(delivered, &resource, &origin::scope());
    let mut bodies = Vec::new();
    while let Some(part) = next() {
        bodies.extend(part.body.map(|body| body.bytes));
    }
    bodies
}

fn read(body: &[u8]) -> ExportMetricsServiceRequest {
    ExportMetricsServiceRequest::decode(body).expect("a request")
}

#[test]
fn what_is_framed_by_hand_is_what_the_types_would_write() {
    let bodies = bodies(&snapshot(), Encoding::Protobuf, &Delivered::default());
    let request = read(&bodies[0]);
    assert_eq!(bodies.len(), 1);
    assert_eq!(request.encoded_len(), bodies[0].len(), "nothing that the types do not know");
    let scope = &request.resource_metrics[0].scope_metrics[0];
    assert_eq!(scope.scope, Some(origin::scope()));
    let kinds = scope.metrics.iter().map(|metric| match &metric.data {
        Some(metric::Data::Sum(sum)) => {
            assert!(sum.is_monotonic && sum.aggregation_temporality == 2);
            format!("{} [{}] sum of {}", metric.name, metric.unit, sum.data_points.len())
        }
        Some(metric::Data::Gauge(gauge)) => {
            format!("{} [{}] gauge of {}", metric.name, metric.unit, gauge.data_points.len())
        }
        Some(metric::Data::Histogram(histogram)) => {
            let point = &histogram.data_points[0];
            format!("{} [{}] {:?}", metric.name, metric.unit, point.bucket_counts)
        }
        other => format!("{other:?}"),
    });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["otlp/calls [1] sum of 3", "otlp/last [ms] gauge of 1", "otlp/latency [ms] [2, 1, 0]"]
    );
}

#[test]
fn json_is_as_every_receiver_reads_it() {
    let bodies = bodies(&snapshot(), Encoding::Json, &Delivered::default());
    let text = String::from_utf8(bodies[0].clone()).expect("UTF-8");
    let request: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let metrics = &request["resourceMetrics"][0]["scopeMetrics"][0]["metrics"];
    assert_eq!(metrics[0]["description"], "Calls, \"all\" of them.");
    let point = &metrics[0]["sum"]["dataPoints"][2];
    assert_eq!(
        point["attributes"].to_string(),
        r#"[{"key":"method","value":{"stringValue":"2"}}]"#
    );
    assert_eq!((&point["asInt"], &point["startTimeUnixNano"]), (&2.into(), &"1000000000".into()));
    assert_eq!(
        metrics[1]["gauge"].to_string(),
        r#"{"dataPoints":[{"asDouble":0.5,"attributes":[],"timeUnixNano":"2000000000"}]}"#
    );
    let histogram = &metrics[2]["histogram"];
    assert_eq!(histogram["aggregationTemporality"], 2);
    assert_eq!(histogram["dataPoints"][0]["bucketCounts"].to_string(), "[2,1,0]");
}

#[test]
fn what_one_request_has_no_room_for_is_in_the_next() {
    let rows =
        |of: u64| (0..of).map(|tag| row(vec![Some(tag.to_string().into())], Data::Count(tag)));
    let names = ["otlp/a", "otlp/b", "otlp/c"].map(|name| {
        let view = View::new(name, &CALLS, Aggregation::Count).columns(METHOD);
        &*Box::leak(Box::new(view))
    });
    let views = names.map(|view| ViewData::new(view, rows(60_000).collect()));
    let snapshot = Snapshot::new(at(2), views.to_vec());
    let mut delivered = Delivered::default();
    let requests = bodies(&snapshot, Encoding::Protobuf, &delivered);
    let views: Vec<usize> = requests
        .iter()
        .map(|body| read(body).resource_metrics[0].scope_metrics[0].metrics.len())
        .collect();
    assert_eq!(views, [2, 1]);
    delivered.put(&snapshot.views()[0], &snapshot, false);
    delivered.put(&snapshot.views()[1], &snapshot, false);
    assert_eq!(bodies(&snapshot, Encoding::Protobuf, &delivered), requests[1..]);
}

#[test]
fn an_endpoint_that_is_none_is_an_error_before_anything_is_sent() {
    let said = Otlp::new("localhost").begin().expect_err("no endpoint").to_string();
    assert!(said.contains("`localhost`"), "{said}");
    let said = Otlp::new("http://h").header("a b", "secret").begin().expect_err("no header");
    assert_eq!(said.to_string(), "`a b` is no name of a header");
}

#[test]
fn nothing_prints_a_secret() {
    let otlp = Otlp::new("http://user:secret@h/x?key=secret")
        .header("authorization", "Bearer secret")
        .timeout(Duration::ZERO);
    let said = format!("{otlp:?}");
    assert!(!said.contains("secret") && said.contains("authorization"), "{said}");
}
