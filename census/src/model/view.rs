//! What is made of a measure's measurements: an aggregation, a name, columns.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use once_cell::race::OnceRef;

use crate::model::closed::{Closed, ClosedRows};
use crate::model::place::Place;
use crate::model::rows::{ROWS_MAX, Rows};
use crate::model::{Aggregation, AnyMeasure, Measure, TagKey, Value, name};

/// A measure, an aggregation and the tags to break the data down by, under a name.
///
/// It is a `static`, made by [`declare_view!`](crate::declare_view) or by hand and registered
/// with [`census::register`](crate::register). [`View::builder`](View::builder) makes one at run
/// time.
pub struct View {
    name: &'static str,
    description: &'static str,
    measure: &'static AnyMeasure,
    aggregation: Aggregation,
    columns: &'static [TagKey],
    pub(crate) location: &'static Location<'static>,
    /// Where its own cells are; views of measured functions read the function's.
    pub(crate) place: Place,
    /// Whether it takes measurements: from its registration to its unregistration.
    pub(crate) live: AtomicBool,
    rows_max: u16,
    rows_expire_after: Option<Duration>,
}

/// One of the views on a measure, and the next.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) view: &'static View,
    /// Its rows, if it is broken down by tags.
    pub(crate) rows: Option<Breakdown>,
    pub(crate) next: OnceRef<'static, Link>,
}

/// The rows of a view.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Breakdown {
    /// They are known from the start, and stand in the view's own extent.
    Closed(&'static ClosedRows),
    /// They are found by their tags.
    Open(&'static Rows),
}

impl View {
    /// Declares a view on a measure.
    ///
    /// # Panics
    ///
    /// If the name is not legal; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn new<T: Value>(
        name: &'static str,
        measure: &'static Measure<T>,
        aggregation: Aggregation,
    ) -> Self {
        if let Err(fault) = name::check(name) {
            panic!("{}", fault.message());
        }
        Self::unchecked(name, measure.any(), aggregation, Location::caller())
    }

    /// For the views of functions and of the library itself, whose names were checked.
    pub(crate) const fn unchecked(
        name: &'static str,
        measure: &'static AnyMeasure,
        aggregation: Aggregation,
        location: &'static Location<'static>,
    ) -> Self {
        View {
            name,
            description: "",
            measure,
            aggregation,
            columns: &[],
            location,
            place: Place::unknown(),
            live: AtomicBool::new(false),
            rows_max: ROWS_MAX,
            rows_expire_after: None,
        }
    }

    /// Says what it shows, in a sentence for the people who read the dashboards; by default the
    /// description of the measure.
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// The columns: the keys of the tags that tell its rows apart.
    ///
    /// # Panics
    ///
    /// If a key stands there twice; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn columns(mut self, columns: &'static [TagKey]) -> Self {
        let mut at = 0;
        while at < columns.len() {
            let mut before = 0;
            while before < at {
                assert!(
                    !columns[before].same(&columns[at]),
                    "a view must not have a tag key twice"
                );
                before += 1;
            }
            at += 1;
        }
        self.columns = columns;
        self
    }

    /// How many rows it keeps, by default 2,000. What is recorded with further combinations of
    /// tag values joins one row, whose tags are all `(overflow)`, and is counted in
    /// `census/overflowed_records`.
    pub const fn rows_max(mut self, rows: u16) -> Self {
        self.rows_max = rows;
        self
    }

    /// Lets rows go that nothing was recorded in for so long; by default they stay for ever.
    ///
    /// A row is looked at when a snapshot is taken, on the exporters' interval or by hand, and goes
    /// with the first one for which it has been the same for so long. Its place is free for another
    /// then. When something is recorded under its tags again, it begins anew, with a start of its
    /// own.
    ///
    /// Nothing is lost: a row stays until every exporter has delivered what is in it, however long
    /// a backend is away. A record costs some nanoseconds more than in rows that stay. What is
    /// recorded in a [test scope](crate::testing) stays as long as the scope.
    ///
    /// ```
    /// use std::time::Duration;
    /// use census::{Aggregation, Measure, TagKey, View};
    ///
    /// const USER: TagKey = TagKey::new("user");
    /// static DEPTH: Measure<i64> = Measure::new("doc/expiry/depth", "1");
    /// static BY_USER: View = View::new("doc/expiry/depth", &DEPTH, Aggregation::LastValue)
    ///     .columns(&[USER])
    ///     .rows_expire_after(Duration::from_secs(600));
    /// # census::register(&BY_USER)?;
    /// # DEPTH.record_with(3, &[(USER, "ann")]);
    /// # assert_eq!(census::read("doc/expiry/depth").unwrap().rows().len(), 1);
    /// # Ok::<(), census::Conflict>(())
    /// ```
    pub const fn rows_expire_after(mut self, time: Duration) -> Self {
        self.rows_expire_after = Some(time);
        self
    }

    /// How long a row stays that nobody touches; for ever where it does not say.
    pub(crate) const fn rows_last(&self) -> Option<Duration> {
        self.rows_expire_after
    }

    /// Rows that it keeps before the rest share one.
    pub(crate) const fn rows_limit(&self) -> usize {
        self.rows_max as usize
    }

    /// Its rows, where they are known from the start.
    pub(crate) fn closed(&self) -> Option<Closed> {
        Closed::of(self.columns).filter(|closed| closed.rows() <= self.rows_limit() + 1)
    }

    /// The name, unique in a program.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it shows, in a sentence; may be empty.
    pub const fn description(&self) -> &'static str {
        if self.description.is_empty() { self.measure.description() } else { self.description }
    }

    /// The measure it is a view of.
    pub const fn measure(&self) -> &'static AnyMeasure {
        self.measure
    }

    /// How it makes one datum of many measurements.
    pub const fn aggregation(&self) -> Aggregation {
        self.aggregation
    }

    /// The keys of the tags that tell its rows apart.
    pub const fn tag_keys(&self) -> &'static [TagKey] {
        self.columns
    }

    /// The UCUM code of its data: the measure's, but for a count `1`.
    pub const fn unit(&self) -> &'static str {
        match self.aggregation {
            Aggregation::Count => "1",
            _ => self.measure().unit(),
        }
    }

    /// Whether it takes measurements now.
    pub fn is_registered(&self) -> bool {
        self.live.load(Relaxed)
    }

    /// Whether the two would be one series: descriptions may differ.
    pub(crate) fn same_as(&self, other: &View) -> bool {
        self.name == other.name
            && self.aggregation == other.aggregation
            && self.columns == other.columns
            && self.rows_max == other.rows_max
            && self.rows_expire_after == other.rows_expire_after
            && self.measure().same_as(other.measure())
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("name", &self.name)
            .field("measure", &self.measure().name())
            .field("aggregation", &self.aggregation)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
