//! Floor 2: the totals at one moment, immutable, as exporters and tests read them.

mod attach;
pub(crate) mod builder;
mod calls;
mod distribution;
mod exemplar;
mod expiry;
mod own;
pub(crate) mod receipt;
pub(crate) mod remove;
mod slo_events;
pub(crate) mod take;
pub(crate) mod views;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub use distribution::Distribution;
pub use exemplar::Exemplar;

use crate::model::{Aggregation, Number, View};

/// The data of every view at one moment.
///
/// It prints as a picture, which is what tests compare:
///
/// ```
/// use census::measured;
///
/// #[measured(count = "doc/snapshot/requests", errors = "doc/snapshot/failures")]
/// fn serve(good: bool) -> Result<(), ()> {
///     good.then_some(()).ok_or(())
/// }
///
/// let scope = census::testing::scope();
/// let _ = serve(true);
/// let _ = serve(false);
/// assert_eq!(
///     scope.snapshot().only("doc/snapshot/").to_string(),
///     "doc/snapshot/failures [1]\n  count=1\n\
///      doc/snapshot/requests [1]\n  count=2\n"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot {
    time: SystemTime,
    /// How many were taken before it in this process, and itself; 0 where it was put together.
    number: u64,
    /// Sorted by name; no two views have the same.
    views: Vec<ViewData>,
}

/// The data of one view: a row for each combination of its tags' values.
#[derive(Clone, Debug)]
pub struct ViewData {
    view: &'static View,
    /// Sorted by tag values; no two rows are equal in them.
    rows: Vec<Row>,
}

/// What was recorded under one combination of tag values.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The values of the view's tag keys, in their order; `None` where a record had no such tag,
    /// which is not the same as an empty one.
    pub tags: Vec<Option<Arc<str>>>,
    /// When it began to count: for cumulative data, the start of their interval.
    pub start: SystemTime,
    /// What was recorded.
    pub data: Data,
}

/// What a view's aggregation made of the measurements.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Data {
    /// How many there were, since the start.
    Count(u64),
    /// Their sum, since the start; it never falls.
    Sum(Number),
    /// The latest, or what there is now.
    LastValue(Number),
    /// Their distribution, since the start.
    Distribution(Distribution),
}

impl Snapshot {
    /// Puts views' data together, in the order of their names.
    pub fn new(time: SystemTime, mut views: Vec<ViewData>) -> Self {
        views.sort_by_key(|data| data.view.name());
        Snapshot { time, number: 0, views }
    }

    /// When it was taken: the end of every interval in it.
    pub fn time(&self) -> SystemTime {
        self.time
    }

    /// How many were taken before it in this process, and itself; 0 where it was put together.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The data of all views, sorted by name.
    pub fn views(&self) -> &[ViewData] {
        &self.views
    }

    /// The data of one view.
    pub fn view(&self, name: &str) -> Option<&ViewData> {
        let at = self.views.binary_search_by_key(&name, |data| data.view.name()).ok()?;
        self.views.get(at)
    }

    /// The views whose names begin so: what a test asked for, without the library's own.
    pub fn only(&self, prefix: &str) -> Snapshot {
        let views = self.views.iter().filter(|data| data.view.name().starts_with(prefix));
        Snapshot { time: self.time, number: self.number, views: views.cloned().collect() }
    }
}

impl ViewData {
    /// Puts rows together, in the order of their tag values.
    pub fn new(view: &'static View, mut rows: Vec<Row>) -> Self {
        rows.sort_by(|one, other| one.tags.cmp(&other.tags));
        ViewData { view, rows }
    }

    /// The view: its name, unit, aggregation, tag keys.
    pub fn view(&self) -> &'static View {
        self.view
    }

    /// The rows, sorted by tag values.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many measurements there are in all rows: of a count view the count, of a distribution
    /// the sum of its buckets. A sum and a last value do not know: of them it is the number of rows
    /// that hold a value.
    pub fn count(&self) -> u64 {
        self.rows.iter().map(|row| row.data.count()).sum()
    }

    /// The sum of the measurements in all rows, of a sum and of a distribution; otherwise there is
    /// none.
    ///
    /// ```
    /// use census::{declare_measure, declare_view};
    ///
    /// declare_measure! {
    ///     static BYTES: i64 = "doc/data/bytes", unit = "By";
    /// }
    /// declare_view! {
    ///     static SENT = "doc/data/sent" { measure: BYTES, aggregation: sum }
    /// }
    ///
    /// BYTES.record(500);
    /// BYTES.record(20);
    /// assert_eq!(census::read("doc/data/sent").unwrap().sum(), Some(census::Number::I64(520)));
    /// ```
    pub fn sum(&self) -> Option<Number> {
        let sums = self.rows.iter().filter_map(|row| match &row.data {
            Data::Sum(sum) => Some(*sum),
            Data::Distribution(distribution) => Some(distribution.sum),
            Data::Count(_) | Data::LastValue(_) => None,
        });
        sums.reduce(|one, other| match (one, other) {
            (Number::I64(one), Number::I64(other)) => Number::I64(one.saturating_add(other)),
            (one, other) => Number::F64(one.as_f64() + other.as_f64()),
        })
    }
}

impl Data {
    fn count(&self) -> u64 {
        match self {
            Data::Count(count) => *count,
            Data::Distribution(distribution) => distribution.count(),
            Data::Sum(_) | Data::LastValue(_) => 1,
        }
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.views.iter().try_for_each(|data| data.fmt(f))
    }
}

impl fmt::Display for ViewData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} [{}]", self.view.name(), self.view.unit())?;
        for row in &self.rows {
            f.write_str("  ")?;
            for (key, value) in self.view.tag_keys().iter().zip(&row.tags) {
                if let Some(value) = value {
                    write!(f, "{}={value}  ", key.name())?;
                }
            }
            match (&row.data, self.view.aggregation()) {
                (Data::Distribution(data), Aggregation::Distribution(bounds)) => {
                    write!(f, "count={} sum={} buckets=", data.count(), data.sum)?;
                    let mut bounds = bounds.iter();
                    for count in &data.bucket_counts {
                        match bounds.next() {
                            Some(bound) => write!(f, "{count} |{bound}| ")?,
                            None => writeln!(f, "{count}")?,
                        }
                    }
                }
                (data, _) => writeln!(f, "{data}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Count(count) => write!(f, "count={count}"),
            Data::Sum(sum) => write!(f, "sum={sum}"),
            Data::LastValue(value) => write!(f, "last={value}"),
            Data::Distribution(data) => write!(f, "count={} sum={}", data.count(), data.sum),
        }
    }
}
