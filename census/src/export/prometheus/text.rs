//! A snapshot as a page of text, which Prometheus reads; written into one buffer.

use std::iter;
use std::slice;
use std::time::{SystemTime, UNIX_EPOCH};

use super::clash::Taken;
use super::names::{Family, Names, Shape};
use super::strip::{Strip, Tail};
use super::{Format, exemplar, label, number, rows};
use crate::model::{Aggregation, Number};
use crate::snapshot::{Data, Distribution, Snapshot, ViewData};

/// Writes a snapshot as Prometheus reads it.
///
/// A view is one family, `HELP` and `TYPE` once, also where it has no rows yet. An absent tag is
/// an empty label. The buckets are exact: what equals a bound is in `le` of that bound. A view
/// that collides with one before it (`accept` refuses such at `start()`) is left out, so that it
/// breaks its own scrape only.
///
/// ```
/// use census::export::prometheus::{Format, Names, render};
/// use census::{Aggregation, Data, Measure, Row, Snapshot, View, ViewData};
/// use std::time::SystemTime;
///
/// static PAID: Measure<i64> = Measure::new("shop/paid", "1").describe("Carts that were paid.");
/// static VIEW: View = View::new("shop/paid", &PAID, Aggregation::Count);
///
/// let now = SystemTime::now();
/// let row = Row { tags: vec![], start: now, data: Data::Count(3) };
/// let snapshot = Snapshot::new(now, vec![ViewData::new(&VIEW, vec![row])]);
/// let lines = [
///     "# HELP shop_paid_total Carts that were paid.",
///     "# TYPE shop_paid_total counter",
///     "shop_paid_total 3\n",
/// ];
/// assert_eq!(render(&snapshot, Format::Text, Names::Convention), lines.join("\n").as_bytes());
/// ```
pub fn render(snapshot: &Snapshot, format: Format, names: Names) -> Vec<u8> {
    let mut writer = Writer {
        page: Vec::new(),
        strip: Strip::default(),
        stem: Vec::new(),
        format,
        canonical: format == Format::OpenMetrics || names == Names::Convention,
    };
    let mut taken = Taken::default();
    for data in snapshot.views() {
        let family = Family::of(data.view(), names);
        if taken.take(data.view(), &family).is_ok() {
            writer.family(&family, data);
        }
    }
    if format == Format::OpenMetrics {
        writer.page.extend_from_slice(b"# EOF\n");
    }
    writer.page
}

struct Writer {
    page: Vec<u8>,
    strip: Strip,
    /// What the lines of a row's buckets begin with.
    stem: Vec<u8>,
    format: Format,
    /// Whether a whole bound has a `.0`.
    canonical: bool,
}

impl Writer {
    fn family(&mut self, family: &Family, data: &ViewData) {
        self.head(family, data);
        let mut labels = Vec::new();
        let buckets = Buckets::of(data.view().aggregation(), self.canonical);
        let rows = rows::distinct(data.rows());
        let begin = self.page.len();
        for (at, row) in rows.iter().enumerate() {
            labels.clear();
            label::write(&mut labels, &family.label_keys, row);
            match (&row.data, family.shape) {
                (Data::Count(count), Shape::Counter) => {
                    self.sample(family, family.total, &labels);
                    number::whole(&mut self.page, *count);
                    self.page.push(b'\n');
                    self.created(family, &labels, row.start);
                }
                (Data::Sum(value), Shape::Counter) if is_finite(*value) => {
                    self.value(family, family.total, &labels, *value);
                    self.created(family, &labels, row.start);
                }
                (Data::LastValue(value), Shape::Gauge) if is_finite(*value) => {
                    self.value(family, "", &labels, *value);
                }
                (Data::Distribution(data), Shape::Histogram) => {
                    self.histogram(family, &labels, data, &buckets);
                    self.created(family, &labels, row.start);
                }
                _ => {}
            }
            if at == 0 {
                // The other rows are about as long as the first, with a fifth for longer numbers.
                let row = self.page.len() - begin;
                self.page.reserve((row + row / 5) * (rows.len() - 1));
            }
        }
    }

    /// The lines about a family: what it is, and of what type and unit.
    fn head(&mut self, family: &Family, data: &ViewData) {
        let text = self.format == Format::Text;
        let name = [family.name.as_str(), if text { family.total } else { "" }];
        let kind = match family.shape {
            // OpenMetrics has no counter without `_total`.
            Shape::Counter if family.total.is_empty() && !text => "unknown",
            Shape::Counter => "counter",
            Shape::Gauge => "gauge",
            Shape::Histogram => "histogram",
        };
        self.about("HELP", name);
        let description = data.view().description();
        if description.is_empty() {
            self.put(&["View ", data.view().name(), "."]);
        } else {
            label::escape(&mut self.page, description, !text);
        }
        self.page.push(b'\n');
        self.about("TYPE", name);
        self.put(&[kind, "\n"]);
        if let (Some(unit), false) = (&family.unit, text) {
            self.about("UNIT", name);
            self.put(&[unit, "\n"]);
        }
    }

    fn about(&mut self, what: &str, [name, total]: [&str; 2]) {
        self.put(&["# ", what, " ", name, total, " "]);
    }

    /// All lines of a row of a distribution.
    ///
    /// OpenMetrics calls a sum that can fall no counter: beside buckets below zero it wants
    /// neither it nor the count, which is the last bucket anyway.
    fn histogram(&mut self, family: &Family, labels: &[u8], data: &Distribution, all: &Buckets) {
        self.stem.clear();
        self.stem.extend_from_slice(family.name.as_bytes());
        self.stem.extend_from_slice(b"_bucket{");
        self.stem.extend_from_slice(labels);
        self.stem.extend_from_slice(if labels.is_empty() { b"le=\"" } else { b",le=\"" });
        if data.exemplars.is_empty() || self.format == Format::Text {
            let lines = self.strip.lines(&self.stem, &all.bounds, data.cumulative_at_most());
            self.page.extend_from_slice(lines);
        } else {
            self.buckets_with_exemplars(data, all);
        }
        let falls = all.below_zero || data.sum.as_f64() < 0.0;
        if falls && self.format == Format::OpenMetrics {
            return;
        }
        if is_finite(data.sum) {
            self.value(family, "_sum", labels, data.sum);
        }
        if is_finite(data.sum) || self.format == Format::Text {
            self.sample(family, "_count", labels);
            number::whole(&mut self.page, data.count());
            self.page.push(b'\n');
        }
    }

    /// The lines of the buckets, some with an exemplar behind the number.
    fn buckets_with_exemplars(&mut self, data: &Distribution, all: &Buckets) {
        let exemplars = exemplar::by_bucket(data, &all.numbers);
        let numbers = data.cumulative_at_most().zip(exemplars);
        for (bound, (number, exemplar)) in all.bounds.iter().zip(numbers) {
            let line = self.strip.lines(&self.stem, slice::from_ref(bound), iter::once(number));
            self.page.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
            if let Some(exemplar) = exemplar {
                exemplar::write(&mut self.page, exemplar);
            }
            self.page.push(b'\n');
        }
    }

    /// When a row began to count; a format without such has no line.
    fn created(&mut self, family: &Family, labels: &[u8], start: SystemTime) {
        let counted = family.shape == Shape::Histogram || !family.total.is_empty();
        if !counted || self.format != Format::OpenMetrics {
            return;
        }
        let Ok(time) = start.duration_since(UNIX_EPOCH) else { return };
        self.sample(family, "_created", labels);
        number::seconds(&mut self.page, time);
        self.page.push(b'\n');
    }

    fn value(&mut self, family: &Family, suffix: &str, labels: &[u8], value: Number) {
        self.sample(family, suffix, labels);
        number::finite(&mut self.page, value);
        self.page.push(b'\n');
    }

    /// A sample's line up to its value.
    fn sample(&mut self, family: &Family, suffix: &str, labels: &[u8]) {
        self.put(&[&family.name, suffix]);
        if !labels.is_empty() {
            self.page.push(b'{');
            self.page.extend_from_slice(labels);
            self.page.push(b'}');
        }
        self.page.push(b' ');
    }

    fn put(&mut self, parts: &[&str]) {
        for part in parts {
            self.page.extend_from_slice(part.as_bytes());
        }
    }
}

/// What is the same in all rows of a distribution.
struct Buckets {
    /// Of each bucket, the text from its bound to its number; the last is `+Inf`.
    bounds: Vec<Tail>,
    /// The bounds, without the infinite one.
    numbers: Vec<f64>,
    below_zero: bool,
}

impl Buckets {
    fn of(aggregation: Aggregation, canonical: bool) -> Self {
        let Aggregation::Distribution(bounds) = aggregation else {
            return Buckets { bounds: Vec::new(), numbers: Vec::new(), below_zero: false };
        };
        let texts = bounds.iter().map(|bound| number::bound(bound, canonical));
        let texts = texts.chain(["+Inf".to_owned()]);
        Buckets {
            bounds: texts.filter_map(|text| Tail::new(&format!("{text}\"}} "))).collect(),
            numbers: bounds.iter().collect(),
            below_zero: bounds.iter().any(|bound| bound < 0.0),
        }
    }
}

fn is_finite(number: Number) -> bool {
    number.as_f64().is_finite()
}

#[cfg(test)]
mod tests;
