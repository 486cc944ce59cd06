//! A row as a point of OTLP: one point is filled for all rows, so that a row allocates nothing.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry_proto::tonic::common::v1::AnyValue;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value::StringValue;
use opentelemetry_proto::tonic::metrics::v1::exemplar::Value as ExemplarValue;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{self, HistogramDataPoint, NumberDataPoint};

use super::origin::attribute;
use crate::model::{Bounds, Number, TagKey};
use crate::snapshot::{Data, Distribution, Exemplar};

/// From when to when a point counts, and what there was before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval<'a> {
    pub(super) start: SystemTime,
    pub(super) end: SystemTime,
    /// What was counted up to the start, which the point does not count again.
    pub(super) before: Option<&'a Data>,
}

/// A number's point, filled for each row.
#[derive(Debug, Default)]
pub(super) struct NumberPoint(NumberDataPoint);

/// A distribution's point, filled for each row.
#[derive(Debug)]
pub(super) struct HistogramPoint {
    point: HistogramDataPoint,
    /// Whether values below zero are expected, of which OTLP wants no sum.
    below_zero: bool,
}

impl NumberPoint {
    /// A row of a sum. `None` where its data are no sum.
    pub(super) fn sum(
        &mut self,
        keys: &[TagKey],
        tags: &[Option<Arc<str>>],
        data: &Data,
        interval: Interval<'_>,
    ) -> Option<&NumberDataPoint> {
        let value = match (data, interval.before) {
            (Data::Count(now), Some(Data::Count(before))) => whole(now.saturating_sub(*before)),
            (Data::Count(now), _) => whole(*now),
            (Data::Sum(now), Some(Data::Sum(before))) => number(less(*now, *before)),
            (Data::Sum(now), _) => number(*now),
            _ => return None,
        };
        self.0.start_time_unix_nano = nanoseconds(interval.start);
        Some(self.fill(keys, tags, value, interval.end))
    }

    /// A row of a last value. `None` where its data are none.
    pub(super) fn last_value(
        &mut self,
        keys: &[TagKey],
        tags: &[Option<Arc<str>>],
        data: &Data,
        time: SystemTime,
    ) -> Option<&NumberDataPoint> {
        let Data::LastValue(value) = data else { return None };
        self.0.start_time_unix_nano = 0; // It is of a moment, not of an interval.
        Some(self.fill(keys, tags, number(*value), time))
    }

    fn fill(
        &mut self,
        keys: &[TagKey],
        tags: &[Option<Arc<str>>],
        value: Value,
        time: SystemTime,
    ) -> &NumberDataPoint {
        attributes(&mut self.0.attributes, keys, tags);
        self.0.time_unix_nano = nanoseconds(time);
        self.0.value = Some(value);
        &self.0
    }
}

impl HistogramPoint {
    /// For the rows of a view with these bounds.
    pub(super) fn of(bounds: &Bounds) -> Self {
        let explicit_bounds: Vec<f64> = bounds.iter().collect();
        let below_zero = explicit_bounds.first().is_some_and(|bound| *bound < 0.0);
        let point = HistogramDataPoint { explicit_bounds, ..HistogramDataPoint::default() };
        HistogramPoint { point, below_zero }
    }

    /// A row of a distribution. `None` where its data are none.
    pub(super) fn fill(
        &mut self,
        keys: &[TagKey],
        tags: &[Option<Arc<str>>],
        data: &Data,
        interval: Interval<'_>,
    ) -> Option<&HistogramDataPoint> {
        let Data::Distribution(data) = data else { return None };
        let before = match interval.before {
            Some(Data::Distribution(before)) => Some(before),
            _ => None,
        };
        let point = &mut self.point;
        attributes(&mut point.attributes, keys, tags);
        point.start_time_unix_nano = nanoseconds(interval.start);
        point.time_unix_nano = nanoseconds(interval.end);
        point.count = buckets(&mut point.bucket_counts, data, before);
        let sum = before.map_or(data.sum, |before| less(data.sum, before.sum)).as_f64();
        let is_negative = self.below_zero || data.sum.as_f64() < 0.0 || sum < 0.0;
        point.sum = (!is_negative).then_some(sum);
        let known = before.map(|_| interval.start);
        let fresh = data.exemplars.iter().filter(|exemplar| Some(exemplar.time()) > known);
        point.exemplars.clear();
        point.exemplars.extend(fresh.map(example));
        Some(point)
    }
}

/// Writes how many values fell into each bucket `(lower, upper]`, and tells how many there were.
fn buckets(counts: &mut Vec<u64>, data: &Distribution, before: Option<&Distribution>) -> u64 {
    counts.clear();
    let mut earlier = before.into_iter().flat_map(Distribution::cumulative_at_most);
    let mut counted = 0;
    for at_most in data.cumulative_at_most() {
        // Never less than the bucket before, whatever a reader may have given: the count is the
        // sum of the buckets.
        let at_most = at_most.saturating_sub(earlier.next().unwrap_or(0)).max(counted);
        counts.push(at_most - counted);
        counted = at_most;
    }
    counted
}

/// Attributes of a row: a tag that is absent is left out, one that is empty is empty.
fn attributes(attributes: &mut Vec<KeyValue>, keys: &[TagKey], tags: &[Option<Arc<str>>]) {
    let mut filled = 0;
    for (key, tag) in keys.iter().zip(tags) {
        let Some(tag) = tag else { continue };
        match attributes.get_mut(filled) {
            Some(KeyValue {
                key: known,
                value: Some(AnyValue { value: Some(StringValue(text)) }),
                ..
            }) => {
                known.clear();
                known.push_str(key.name());
                text.clear();
                text.push_str(tag);
            }
            Some(other) => *other = attribute(key.name(), tag),
            None => attributes.push(attribute(key.name(), tag)),
        }
        filled += 1;
    }
    attributes.truncate(filled);
}

/// An exemplar; what is attached to it beside the trace are attributes, without OpenCensus' `tag:`.
fn example(exemplar: &Exemplar) -> v1::Exemplar {
    let mut made = v1::Exemplar {
        time_unix_nano: nanoseconds(exemplar.time()),
        value: Some(ExemplarValue::AsDouble(exemplar.value())),
        ..v1::Exemplar::default()
    };
    for (key, text) in exemplar.attachments() {
        match (key, bytes(text)) {
            ("trace_id", Some(id)) if id.len() == 16 => made.trace_id = id,
            ("span_id", Some(id)) if id.len() == 8 => made.span_id = id,
            _ => {
                let key = key.strip_prefix("tag:").unwrap_or(key);
                made.filtered_attributes.push(attribute(key, text));
            }
        }
    }
    made
}

/// What hexadecimal digits say.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| match pair {
        [high, low] => {
            let (high, low) = ((*high as char).to_digit(16)?, (*low as char).to_digit(16)?);
            u8::try_from(high * 16 + low).ok()
        }
        _ => None,
    };
    pairs.map(byte).collect()
}

/// A count, in which OTLP has no more than an `i64`.
fn whole(count: u64) -> Value {
    Value::AsInt(i64::try_from(count).unwrap_or(i64::MAX))
}

fn number(number: Number) -> Value {
    match number {
        Number::I64(value) => Value::AsInt(value),
        Number::F64(value) => Value::AsDouble(value),
    }
}

fn less(now: Number, before: Number) -> Number {
    match (now, before) {
        (Number::I64(now), Number::I64(before)) => Number::I64(now.saturating_sub(before)),
        (now, before) => Number::F64(now.as_f64() - before.as_f64()),
    }
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
