//! A request in protobuf, written as its parts come.
//!
//! The messages are OpenTelemetry's own types. Only those that would hold all points at once are
//! framed here, by the numbers of their fields: what is in them is appended to what is before it.

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{
    HistogramDataPoint, Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len, message};

use super::metric::Write;

/// `data_points` in `Gauge`, `Sum` and `Histogram`.
const DATA_POINTS: u32 = 1;
/// `gauge` in `Metric`.
const GAUGE: u32 = 5;
/// `sum` in `Metric`.
const SUM: u32 = 7;
/// `histogram` in `Metric`.
const HISTOGRAM: u32 = 9;
/// `metrics` in `ScopeMetrics`.
const METRICS: u32 = 2;
/// `scope_metrics` in `ResourceMetrics`.
const SCOPE_METRICS: u32 = 2;
/// `resource_metrics` in `ExportMetricsServiceRequest`.
const RESOURCE_METRICS: u32 = 1;

/// A request that is being written: into one buffer, since to copy the points costs about as much
/// as to write them.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// The metrics, and the points of the one that is being written.
    buffer: Vec<u8>,
    /// Where those points begin.
    points: usize,
}

impl Writer {
    /// How long the metrics are.
    pub(super) fn len(&self) -> usize {
        self.points
    }

    /// The whole request.
    pub(super) fn finish(mut self, resource: &Resource, scope: &InstrumentationScope) -> Vec<u8> {
        let scope = ScopeMetrics { scope: Some(scope.clone()), ..ScopeMetrics::default() };
        let resource =
            ResourceMetrics { resource: Some(resource.clone()), ..ResourceMetrics::default() };
        let of_scope = scope.encoded_len() + self.len();
        let of_resource = resource.encoded_len() + framed_len(SCOPE_METRICS, of_scope);
        let mut head = Vec::new();
        frame(&mut head, RESOURCE_METRICS, of_resource);
        append(&mut head, &resource);
        frame(&mut head, SCOPE_METRICS, of_scope);
        append(&mut head, &scope);
        self.buffer.splice(..0, head);
        self.buffer
    }
}

impl Write for Writer {
    fn number(&mut self, point: &NumberDataPoint) {
        message::encode(DATA_POINTS, point, &mut self.buffer);
    }

    fn histogram(&mut self, point: &HistogramDataPoint) {
        message::encode(DATA_POINTS, point, &mut self.buffer);
    }

    fn expect(&mut self, points: usize) {
        let one = self.buffer.len() - self.points;
        // A tenth for longer tags, and what the heads of a small request take.
        self.buffer.reserve(one * points + one * points / 10 + 1024);
    }

    fn metric(&mut self, metric: &Metric) {
        let mut kind = Vec::new();
        let field = match &metric.data {
            Some(Data::Sum(sum)) => {
                append(&mut kind, sum);
                SUM
            }
            Some(Data::Histogram(histogram)) => {
                append(&mut kind, histogram);
                HISTOGRAM
            }
            _ => GAUGE, // It has nothing but points.
        };
        let about = Metric { data: None, ..metric.clone() };
        let of_data = kind.len() + self.buffer.len() - self.points;
        let mut head = Vec::new();
        frame(&mut head, METRICS, about.encoded_len() + framed_len(field, of_data));
        append(&mut head, &about);
        frame(&mut head, field, of_data);
        head.append(&mut kind);
        self.buffer.splice(self.points..self.points, head);
        self.points = self.buffer.len();
    }
}

/// Begins a message of so many bytes in a field.
fn frame(buffer: &mut Vec<u8>, field: u32, len: usize) {
    encode_key(field, WireType::LengthDelimited, buffer);
    encode_varint(len as u64, buffer);
}

fn framed_len(field: u32, len: usize) -> usize {
    key_len(field) + encoded_len_varint(len as u64) + len
}

fn append(buffer: &mut Vec<u8>, message: &impl Message) {
    buffer.reserve(message.encoded_len());
    // It fails for want of room only, and a `Vec` has as much as there is.
    let _ = message.encode(buffer);
}
