//! A view as a metric of OTLP: what kind it is of, and its rows as points.

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint, Sum,
};

use super::Temporality;
use super::delivered::Delivered;
use super::point::{HistogramPoint, Interval, NumberPoint};
use crate::model::{Aggregation, View};
use crate::snapshot::{Row, Snapshot, ViewData};

/// Takes points, and then the metric that they are of.
pub(super) trait Write {
    /// A point of a sum or a gauge.
    fn number(&mut self, point: &NumberDataPoint);

    /// A point of a histogram.
    fn histogram(&mut self, point: &HistogramDataPoint);

    /// So many points more, about as long as the one before.
    fn expect(&mut self, points: usize);

    /// The metric of the points since the one before. It has none itself.
    fn metric(&mut self, metric: &Metric);
}

/// Writes a view; nothing where it has no rows, or nothing has happened in them.
pub(super) fn write(
    writer: &mut dyn Write,
    data: &ViewData,
    snapshot: &Snapshot,
    temporality: Temporality,
    delivered: &Delivered,
) {
    let (view, end) = (data.view(), snapshot.time());
    let keys = view.tag_keys();
    let mut intervals = match temporality {
        Temporality::Cumulative => None,
        Temporality::Delta => Some(delivered.intervals(data, end)),
    };
    let mut interval = |row: &Row| match &mut intervals {
        None => Some(Interval { start: row.start, end, before: None }),
        Some(intervals) => intervals.of(row),
    };
    let (rows, mut points) = (data.rows().len(), 0);
    let mut counted = |writer: &mut dyn Write| {
        points += 1;
        if points == 1 {
            writer.expect(rows - 1);
        }
    };
    let mut point = NumberPoint::default();
    match view.aggregation() {
        Aggregation::Count | Aggregation::Sum => {
            for row in data.rows() {
                let Some(interval) = interval(row) else { continue };
                let Some(point) = point.sum(keys, &row.tags, &row.data, interval) else { continue };
                writer.number(point);
                counted(&mut *writer);
            }
        }
        Aggregation::LastValue => {
            for row in data.rows() {
                let Some(point) = point.last_value(keys, &row.tags, &row.data, end) else {
                    continue;
                };
                writer.number(point);
                counted(&mut *writer);
            }
        }
        Aggregation::Distribution(bounds) => {
            let mut point = HistogramPoint::of(&bounds);
            for row in data.rows() {
                let Some(interval) = interval(row) else { continue };
                let Some(point) = point.fill(keys, &row.tags, &row.data, interval) else {
                    continue;
                };
                writer.histogram(point);
                counted(&mut *writer);
            }
        }
    }
    if points > 0 {
        writer.metric(&metric(view, temporality));
    }
}

/// The metric of a view, without points.
fn metric(view: &View, temporality: Temporality) -> Metric {
    let temporality = match temporality {
        Temporality::Cumulative => AggregationTemporality::Cumulative,
        Temporality::Delta => AggregationTemporality::Delta,
    };
    let aggregation_temporality = temporality.into();
    let data = match view.aggregation() {
        Aggregation::Count | Aggregation::Sum => {
            Data::Sum(Sum { data_points: Vec::new(), aggregation_temporality, is_monotonic: true })
        }
        Aggregation::LastValue => Data::Gauge(Gauge::default()),
        Aggregation::Distribution(_) => {
            Data::Histogram(Histogram { data_points: Vec::new(), aggregation_temporality })
        }
    };
    Metric {
        name: view.name().to_owned(),
        description: view.description().to_owned(),
        unit: view.unit().to_owned(),
        data: Some(data),
        ..Metric::default()
    }
}
