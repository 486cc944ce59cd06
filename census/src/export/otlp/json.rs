//! A request in JSON, written as its parts come: by the rules of OTLP, as every receiver reads it.
//!
//! Times are strings and enums numbers, as the specification says. For other whole numbers it lets
//! the writer choose, and there are receivers that drop strings: they are numbers.

use std::io::Write as _;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value as Number;
use opentelemetry_proto::tonic::metrics::v1::{
    Exemplar, HistogramDataPoint, Metric, NumberDataPoint, exemplar,
};
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::metric::Write;

/// A request that is being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// Of the metric that is being written.
    points: Vec<u8>,
    metrics: Vec<u8>,
}

impl Writer {
    /// How long the metrics are.
    pub(super) fn len(&self) -> usize {
        self.metrics.len()
    }

    /// The whole request.
    pub(super) fn finish(self, resource: &Resource, scope: &InstrumentationScope) -> Vec<u8> {
        let mut request = Vec::with_capacity(self.metrics.len() + 1024);
        put(&mut request, r#"{"resourceMetrics":[{"resource":{"attributes":"#);
        attributes(&mut request, &resource.attributes);
        put(&mut request, r#"},"scopeMetrics":[{"scope":{"name":"#);
        text(&mut request, &scope.name);
        put(&mut request, r#","version":"#);
        text(&mut request, &scope.version);
        put(&mut request, r#"},"metrics":["#);
        request.extend_from_slice(&self.metrics);
        put(&mut request, "]}]}]}");
        request
    }

    /// Begins a point: what all points have.
    fn point(&mut self, given: &[KeyValue], start: u64, time: u64) {
        comma(&mut self.points);
        let points = &mut self.points;
        put(points, r#"{"attributes":"#);
        attributes(points, given);
        if start > 0 {
            put_number(points, r#","startTimeUnixNano":""#, start);
            put(points, "\"");
        }
        put_number(points, r#","timeUnixNano":""#, time);
        put(points, "\"");
    }
}

impl Write for Writer {
    fn number(&mut self, point: &NumberDataPoint) {
        self.point(&point.attributes, point.start_time_unix_nano, point.time_unix_nano);
        match point.value {
            Some(Number::AsInt(value)) => put_number(&mut self.points, r#","asInt":"#, value),
            Some(Number::AsDouble(value)) => {
                put(&mut self.points, r#","asDouble":"#);
                float(&mut self.points, value);
            }
            None => {}
        }
        put(&mut self.points, "}");
    }

    fn histogram(&mut self, point: &HistogramDataPoint) {
        self.point(&point.attributes, point.start_time_unix_nano, point.time_unix_nano);
        let points = &mut self.points;
        put_number(points, r#","count":"#, point.count);
        if let Some(sum) = point.sum {
            put(points, r#","sum":"#);
            float(points, sum);
        }
        put(points, r#","bucketCounts":["#);
        list(points, &point.bucket_counts, |points, count| put_number(points, "", *count));
        put(points, r#"],"explicitBounds":["#);
        list(points, &point.explicit_bounds, |points, bound| float(points, *bound));
        put(points, "]");
        if !point.exemplars.is_empty() {
            put(points, r#","exemplars":["#);
            list(points, &point.exemplars, example);
            put(points, "]");
        }
        put(points, "}");
    }

    fn expect(&mut self, points: usize) {
        let one = self.points.len();
        self.points.reserve(one * points + one * points / 10);
    }

    fn metric(&mut self, metric: &Metric) {
        comma(&mut self.metrics);
        let metrics = &mut self.metrics;
        put(metrics, r#"{"name":"#);
        text(metrics, &metric.name);
        put(metrics, r#","description":"#);
        text(metrics, &metric.description);
        put(metrics, r#","unit":"#);
        text(metrics, &metric.unit);
        let temporality = match &metric.data {
            Some(Data::Sum(sum)) => {
                let monotonic = sum.is_monotonic;
                let _ = write!(metrics, r#","sum":{{"isMonotonic":{monotonic},"#);
                Some(sum.aggregation_temporality)
            }
            Some(Data::Histogram(histogram)) => {
                put(metrics, r#","histogram":{"#);
                Some(histogram.aggregation_temporality)
            }
            _ => {
                put(metrics, r#","gauge":{"#);
                None
            }
        };
        if let Some(temporality) = temporality {
            put_number(metrics, r#""aggregationTemporality":"#, temporality);
            put(metrics, ",");
        }
        put(metrics, r#""dataPoints":["#);
        metrics.append(&mut self.points);
        put(metrics, "]}}");
    }
}

fn example(buffer: &mut Vec<u8>, exemplar: &Exemplar) {
    put_number(buffer, r#"{"timeUnixNano":""#, exemplar.time_unix_nano);
    put(buffer, "\"");
    match exemplar.value {
        Some(exemplar::Value::AsInt(value)) => put_number(buffer, r#","asInt":"#, value),
        Some(exemplar::Value::AsDouble(value)) => {
            put(buffer, r#","asDouble":"#);
            float(buffer, value);
        }
        None => {}
    }
    for (name, id) in [("traceId", &exemplar.trace_id), ("spanId", &exemplar.span_id)] {
        if !id.is_empty() {
            let _ = write!(buffer, r#","{name}":""#);
            id.iter().for_each(|byte| drop(write!(buffer, "{byte:02x}")));
            put(buffer, "\"");
        }
    }
    if !exemplar.filtered_attributes.is_empty() {
        put(buffer, r#","filteredAttributes":"#);
        attributes(buffer, &exemplar.filtered_attributes);
    }
    put(buffer, "}");
}

/// Attributes of text; census makes no others.
fn attributes(buffer: &mut Vec<u8>, attributes: &[KeyValue]) {
    put(buffer, "[");
    list(buffer, attributes, |buffer, attribute| {
        put(buffer, r#"{"key":"#);
        text(buffer, &attribute.key);
        let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
        if let Some(Value::StringValue(value)) = value {
            put(buffer, r#","value":{"stringValue":"#);
            text(buffer, value);
            put(buffer, "}");
        }
        put(buffer, "}");
    });
    put(buffer, "]");
}

fn list<T>(buffer: &mut Vec<u8>, items: &[T], mut each: impl FnMut(&mut Vec<u8>, &T)) {
    for (at, item) in items.iter().enumerate() {
        put(buffer, if at > 0 { "," } else { "" });
        each(buffer, item);
    }
}

/// A comma, but before the first of a list.
fn comma(buffer: &mut Vec<u8>) {
    put(buffer, if buffer.is_empty() { "" } else { "," });
}

fn put(buffer: &mut Vec<u8>, text: &str) {
    buffer.extend_from_slice(text.as_bytes());
}

fn put_number(buffer: &mut Vec<u8>, before: &str, number: impl std::fmt::Display) {
    let _ = write!(buffer, "{before}{number}"); // Into a `Vec` it never fails.
}

fn text(buffer: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(buffer, text);
}

/// A float; what JSON has no number for is a string, as protobuf has it.
fn float(buffer: &mut Vec<u8>, value: f64) {
    match value {
        f64::INFINITY => put(buffer, "\"Infinity\""),
        f64::NEG_INFINITY => put(buffer, "\"-Infinity\""),
        value if value.is_nan() => put(buffer, "\"NaN\""),
        value => drop(serde_json::to_writer(buffer, &value)),
    }
}
