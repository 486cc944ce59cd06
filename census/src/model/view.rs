//! What is made of a measure's measurements: an aggregation, a name, columns.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use once_cell::race::OnceRef;

use crate::model::closed::{Closed, ClosedRows};
use crate::model::limits::{self, FOR_EVER};
use crate::model::on::{MeasureName, On};
use crate::model::place::Place;
use crate::model::rows::{ROWS_MAX, Rows};
use crate::model::{Aggregation, AnyMeasure, Kind, Measure, TagKey, Value, name};

/// A measure, an aggregation and the tags to break the data down by, under a name.
///
/// It is a `static`, made by [`declare_view!`](crate::declare_view) or by hand and registered
/// with [`census::register`](crate::register). [`View::builder`](View::builder) makes one at run
/// time.
pub struct View {
    name: &'static str,
    description: &'static str,
    on: On,
    /// Whether the measure's values are `f64`: here it is one load for each record, and there two.
    floats: AtomicBool,
    aggregation: Aggregation,
    columns: &'static [TagKey],
    pub(crate) location: &'static Location<'static>,
    /// Where its own cells are; views of measured functions read the function's.
    pub(crate) place: Place,
    /// Whether it takes measurements: from its registration to its unregistration.
    pub(crate) live: AtomicBool,
    rows_max: u16,
    /// In nanoseconds: half as long as a `Duration`, and there is one for each view.
    rows_expire_after: u64,
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

    /// Declares a view on a measure that is found by its name: that of a measured function, or one
    /// that another crate keeps to itself.
    ///
    /// The measure is looked for when the view is registered; [`View::builder`](View::builder) does
    /// the same with names that are made at run time.
    ///
    /// ```
    /// use census::{Aggregation, MeasureName, View};
    ///
    /// #[census::measured(count = "doc/by_name/orders")]
    /// fn order() {}
    ///
    /// static COUNT: MeasureName = MeasureName::new("doc/by_name/orders");
    /// static ORDERS: View =
    ///     View::by_name("doc/by_name/orders_again", &COUNT, Aggregation::Count);
    ///
    /// census::register(&ORDERS)?;
    /// order();
    /// assert_eq!(census::read("doc/by_name/orders_again").unwrap().count(), 1);
    /// # Ok::<(), census::Conflict>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the name is not legal; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn by_name(
        name: &'static str,
        measure: &'static MeasureName,
        aggregation: Aggregation,
    ) -> Self {
        if let Err(fault) = name::check(name) {
            panic!("{}", fault.message());
        }
        Self::on(name, On::Name(measure), aggregation, Location::caller())
    }

    /// For the views of functions and of the library itself, whose names were checked.
    pub(crate) const fn unchecked(
        name: &'static str,
        measure: &'static AnyMeasure,
        aggregation: Aggregation,
        location: &'static Location<'static>,
    ) -> Self {
        let mut view = Self::on(name, On::Measure(measure), aggregation, location);
        view.floats = AtomicBool::new(matches!(measure.kind(), Kind::F64));
        view
    }

    const fn on(
        name: &'static str,
        on: On,
        aggregation: Aggregation,
        location: &'static Location<'static>,
    ) -> Self {
        View {
            name,
            description: "",
            on,
            floats: AtomicBool::new(false),
            aggregation,
            columns: &[],
            location,
            place: Place::unknown(),
            live: AtomicBool::new(false),
            rows_max: ROWS_MAX,
            rows_expire_after: FOR_EVER,
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
    /// If a key stands there twice, or rows of closed keys are to expire; in a `static` that is a
    /// compile-time error.
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
        self.assert_rows_can_go();
        self
    }

    /// How many rows it keeps, by default 2,000. What is recorded with further combinations of
    /// tag values joins one row, whose tags are all `(overflow)`, and is counted in
    /// `census/overflowed_records`.
    ///
    /// # Panics
    ///
    /// If it is none; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn rows_max(mut self, rows: u16) -> Self {
        match limits::rows(rows) {
            Ok(rows) => self.rows_max = rows,
            Err(fault) => panic!("{}", fault),
        }
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
    ///
    /// # Panics
    ///
    /// If it is less than a second, but for [`Duration::ZERO`]: a row goes as soon as it is
    /// delivered then. And if all columns are [closed](TagKey::closed) keys, whose rows are known
    /// and stay. In a `static` that is a compile-time error.
    #[track_caller]
    pub const fn rows_expire_after(mut self, time: Duration) -> Self {
        match limits::expiry(time) {
            Ok(time) => self.rows_expire_after = time,
            Err(fault) => panic!("{}", fault),
        }
        self.assert_rows_can_go();
        self
    }

    /// Nobody would be told else that they stay.
    #[track_caller]
    const fn assert_rows_can_go(&self) {
        let goes = self.rows_last().is_some();
        assert!(!goes || self.closed().is_none(), "{}", limits::CLOSED);
    }

    /// How long a row stays that nobody touches; for ever where it does not say.
    pub(crate) const fn rows_last(&self) -> Option<Duration> {
        match self.rows_expire_after {
            FOR_EVER => None,
            time => Some(Duration::from_nanos(time)),
        }
    }

    /// Rows that it keeps before the rest share one.
    pub(crate) const fn rows_limit(&self) -> usize {
        self.rows_max as usize
    }

    /// Its rows, where they are known from the start.
    pub(crate) const fn closed(&self) -> Option<Closed> {
        match Closed::of(self.columns) {
            Some(closed) if closed.rows() <= self.rows_limit() + 1 => Some(closed),
            _ => None,
        }
    }

    /// The name, unique in a program.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it shows, in a sentence; may be empty.
    pub fn description(&self) -> &'static str {
        match self.measure() {
            Some(measure) if self.description.is_empty() => measure.description(),
            _ => self.description,
        }
    }

    /// The measure it is a view of. `None` while one that it gives [by name](View::by_name) was not
    /// found; a registered view has one.
    pub fn measure(&self) -> Option<&'static AnyMeasure> {
        self.on.get()
    }

    /// The name of its measure.
    pub const fn measure_name(&self) -> &'static str {
        self.on.measure_name()
    }

    /// The type of its measure's values; nobody asks before the measure is there.
    ///
    /// Relaxed: who records has come here by the measure's list, on which this hangs since then.
    #[inline]
    pub(crate) fn kind(&self) -> Kind {
        if self.floats.load(Relaxed) { Kind::F64 } else { Kind::I64 }
    }

    /// Tells it its measure, which it has or gives the name of; the same each time.
    pub(crate) fn settle(&self, measure: &'static AnyMeasure) {
        self.on.settle(measure);
        self.floats.store(measure.kind() == Kind::F64, Relaxed);
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
    pub fn unit(&self) -> &'static str {
        match (self.aggregation, self.measure()) {
            (Aggregation::Count, _) | (_, None) => "1",
            (_, Some(measure)) => measure.unit(),
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
            && self.on.same_as(&other.on)
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("name", &self.name)
            .field("measure", &self.measure_name())
            .field("aggregation", &self.aggregation)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
