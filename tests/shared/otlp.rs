//! What an OTLP receiver reads in a request, by OpenTelemetry's own types.

use std::io::Read;

use flate2::read::GzDecoder;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{Metric, Sum};
use prost::Message;

use crate::backend::Request;

/// The body as it was before it was compressed.
///
/// # Panics
///
/// If it is not what its header says.
pub fn body(request: &Request) -> Vec<u8> {
    let mut plain = Vec::new();
    match request.header("content-encoding") {
        Some("gzip") => {
            GzDecoder::new(&request.body[..]).read_to_end(&mut plain).expect("gzip");
        }
        Some(other) => panic!("`{other}` is no encoding of ours"),
        None => plain.clone_from(&request.body),
    }
    plain
}

/// The metrics of a request in protobuf, of the one resource and scope that it has.
///
/// # Panics
///
/// If it is not such a request.
pub fn metrics(request: &Request) -> Vec<Metric> {
    assert_eq!(request.header("content-type"), Some("application/x-protobuf"));
    let read = ExportMetricsServiceRequest::decode(&body(request)[..]).expect("a request");
    let [resource] = &read.resource_metrics[..] else { panic!("one resource") };
    let [scope] = &resource.scope_metrics[..] else { panic!("one scope") };
    scope.metrics.clone()
}

/// What all points of a sum have together, of whole numbers; 0 where a request has no such metric.
pub fn total(request: &Request, name: &str) -> i64 {
    let metrics = metrics(request);
    let sums = metrics.iter().filter(|metric| metric.name == name).filter_map(|metric| {
        let Some(Data::Sum(Sum { data_points, .. })) = &metric.data else { return None };
        let whole = |value| if let Some(Value::AsInt(whole)) = value { whole } else { 0 };
        Some(data_points.iter().map(|point| whole(point.value)).sum::<i64>())
    });
    sums.sum()
}
