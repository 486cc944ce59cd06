//! How a measurement finds its cells: `Measure::record`, and the end of a measured call.

use std::sync::atomic::Ordering::{Acquire, Relaxed};

use crate::model::function::Function;
use crate::model::view::{Breakdown, Link};
use crate::model::{AnyMeasure, Kind, Measure, Number, Outcome, TagKey, Value, View};
use crate::own;
use crate::registry::REGISTRY;
use crate::shard::exemplify::Given;
use crate::shard::{Cells, Shard, change, here, source};
use crate::switch::OFF;
use crate::sync::AtomicU64;

impl<T: Value> Measure<T> {
    /// Records a value: changes every view that is registered on the measure.
    ///
    /// It never blocks, panics or fails. A value that is NaN or infinite is refused, and so is a
    /// negative one by a `sum` view; `census/refused_records` counts them. Before `start()` it
    /// works as after. In views that are broken down by tags it goes into the row of the
    /// [current](crate::TagMap::current) ones.
    ///
    /// It is not for signal handlers: one that interrupts a record of its own thread would write
    /// the same cells.
    ///
    /// ```
    /// use census::{Aggregation, Measure, View};
    ///
    /// static BYTES: Measure<i64> = Measure::new("doc/record/bytes", "By");
    /// static BYTES_SENT: View = View::new("doc/record/bytes_sent", &BYTES, Aggregation::Sum);
    ///
    /// census::register(&BYTES_SENT)?;
    /// BYTES.record(512);
    /// BYTES.record(8);
    /// let data = census::read("doc/record/bytes_sent").unwrap();
    /// assert_eq!(data.to_string(), "doc/record/bytes_sent [By]\n  sum=520\n");
    /// # Ok::<(), census::Conflict>(())
    /// ```
    #[inline]
    pub fn record(&'static self, value: T) {
        if !OFF {
            self.any().take(value.number());
        }
    }

    /// Records a value with tags, by key, beside the current ones and before them: it goes into the
    /// rows that they tell apart, in views that are broken down by such keys. Other views take the
    /// value as without them.
    ///
    /// ```
    /// use census::{TagKey, declare_measure, declare_view};
    ///
    /// const REGION: TagKey = TagKey::new("region");
    ///
    /// declare_measure! {
    ///     static ITEMS: i64 = "doc/record_with/items", unit = "1";
    /// }
    /// declare_view! {
    ///     static BY_REGION = "doc/record_with/by_region" {
    ///         measure: ITEMS, tags: [REGION], aggregation: sum,
    ///     }
    /// }
    ///
    /// ITEMS.record_with(3, &[(REGION, "eu")]);
    /// ITEMS.record_with(4, &[(REGION, "us")]);
    /// ITEMS.record_with(5, &[(REGION, "eu")]);
    /// assert_eq!(
    ///     census::read("doc/record_with/by_region").unwrap().to_string(),
    ///     "doc/record_with/by_region [1]\n  region=eu  sum=8\n  region=us  sum=4\n"
    /// );
    /// ```
    #[inline]
    pub fn record_with(&'static self, value: T, tags: &[(TagKey, &str)]) {
        if !OFF {
            self.any().take_with(value.number(), tags);
        }
    }
}

impl AnyMeasure {
    /// Records a value of the measure's kind. One of the other kind is refused, and so is any on
    /// the measure of a function, which its calls alone record; `census/refused_records` counts
    /// them.
    pub fn record(&'static self, value: impl Into<Number>) {
        let value = value.into();
        match (self.kind(), value) {
            _ if OFF => {}
            _ if self.of_function => own::REFUSED_RECORDS.add(1),
            (Kind::I64, Number::I64(_)) | (Kind::F64, Number::F64(_)) => self.take(value),
            _ => own::REFUSED_RECORDS.add(1),
        }
    }

    #[inline(always)]
    fn take(&'static self, value: Number) {
        match value.is_finite() {
            true => self.take_bits(value.bits()),
            false => own::REFUSED_RECORDS.add(1),
        }
    }

    #[inline(always)]
    fn take_with(&'static self, value: Number, tags: &[(TagKey, &str)]) {
        match value.is_finite() {
            true => self.take_bits_with(value.bits(), tags),
            false => own::REFUSED_RECORDS.add(1),
        }
    }

    /// Takes a finite value of the measure's kind.
    #[inline]
    fn take_bits(&'static self, bits: u64) {
        // Acquire: the views that were declared on it hang on it.
        match self.plain.load(Acquire) {
            true => self.count_bits(bits),
            false => self.take_off_path(bits, &[]),
        }
    }

    /// The same with tags. It stands for itself, so that a record without them is as short as it
    /// was.
    #[inline]
    fn take_bits_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        match self.plain.load(Acquire) {
            true => self.count_bits_with(bits, tags),
            false => self.take_off_path(bits, tags),
        }
    }

    /// The first value, and every one while there are exemplars to be taken.
    #[cold]
    #[inline(never)]
    fn take_off_path(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        self.take_given(Given::plain(Number::of_bits(self.kind(), bits), tags));
    }

    /// Lets the registry know it, and with it the views that were declared on it.
    pub(super) fn get_registered(&'static self) {
        if !self.registered.load(Acquire) {
            here::slowly(|| REGISTRY.add_measure(self));
        }
    }

    /// Puts a value into all views.
    pub(super) fn count(&'static self, value: Number, tags: &[(TagKey, &str)]) {
        match value.is_finite() {
            true => self.count_bits_with(value.bits(), tags),
            false => own::REFUSED_RECORDS.add(1),
        }
    }

    #[inline(always)]
    fn count_bits(&'static self, bits: u64) {
        let mut link = self.views.get();
        while let Some(linked) = link {
            linked.take(bits);
            link = linked.next.get();
        }
    }

    #[inline(always)]
    fn count_bits_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        let mut link = self.views.get();
        while let Some(linked) = link {
            linked.take_with(bits, tags);
            link = linked.next.get();
        }
    }
}

impl Link {
    #[inline]
    fn take(&'static self, bits: u64) {
        match self.rows {
            _ if !self.view.live.load(Relaxed) => {}
            None => self.view.take(bits),
            Some(Breakdown::Closed(rows)) => self.view.take_in_closed(rows, bits, &[]),
            Some(Breakdown::Open(rows)) => self.view.take_in_current(rows, bits),
        }
    }

    #[inline(always)]
    fn take_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        match self.rows {
            _ if !self.view.live.load(Relaxed) => {}
            None => self.view.take(bits),
            Some(Breakdown::Closed(rows)) => self.view.take_in_closed(rows, bits, tags),
            Some(Breakdown::Open(rows)) if tags.is_empty() => {
                self.view.take_in_current(rows, bits);
            }
            Some(Breakdown::Open(rows)) => self.view.take_in_given(rows, bits, tags),
        }
    }
}

impl View {
    #[inline]
    fn take(&'static self, bits: u64) {
        match here::cells(&self.place) {
            Some((shard, cells)) => self.aggregate(shard, cells, bits),
            None => here::slowly(|| {
                if let Some(extent) = self.place.index() {
                    here::settle(extent, self.cells(), REGISTRY.extents(), |shard, cells| {
                        self.aggregate(shard, cells, bits);
                    });
                }
            }),
        }
    }
}

/// The end of a call. Each is called once per call, with what its guard knows.
impl Function {
    /// Of a function that asks for neither errors nor latency, nor tags.
    #[inline]
    pub(crate) fn ended(&'static self) {
        match self.untimed_cell::<false>(Outcome::Ok) {
            Some(calls) => change::add(calls, 1),
            None => self.ended_off_path(Outcome::Ok, None),
        }
    }

    /// Of a function that asks for errors and no latency.
    #[inline]
    pub(crate) fn ended_as(&'static self, outcome: Outcome) {
        match self.untimed_cell::<true>(outcome) {
            Some(calls) => change::add(calls, 1),
            None => self.ended_off_path(outcome, None),
        }
    }

    /// The count of its calls with that outcome, of a function without latency or tags that asks
    /// for errors or does not.
    #[inline]
    pub(super) fn untimed_cell<const JUDGED: bool>(
        &'static self,
        outcome: Outcome,
    ) -> Option<&'static AtomicU64> {
        match JUDGED {
            true => here::cells(&self.place).and_then(|(_, cells)| cells.get(outcome as usize)),
            false => here::count(&self.place, 0),
        }
    }

    /// Of a function that asks for latency, whose call took so many nanoseconds.
    #[inline(always)]
    pub(crate) fn ended_after(&'static self, nanoseconds: u64, outcome: Option<Outcome>) {
        match here::cells(&self.place) {
            Some((shard, cells)) => self.time_in(shard, cells, nanoseconds, outcome),
            None => self.ended_off_path(outcome.unwrap_or(Outcome::Ok), Some(nanoseconds)),
        }
    }

    /// Puts a call's time into its cells.
    #[inline(always)]
    pub(super) fn time_in(
        &'static self,
        shard: &Shard,
        cells: Cells,
        nanoseconds: u64,
        outcome: Option<Outcome>,
    ) {
        if nanoseconds >= u64::from(self.first_bound) {
            return self.ended_above(shard, cells, nanoseconds, outcome);
        }
        let failure = outcome.and_then(failure_cell);
        let from = Function::buckets_from(outcome.is_some());
        change::time(shard, cells, nanoseconds, from, failure);
    }

    /// Of one whose call took as long as the lowest bound, or longer: out of line, since it has
    /// the time.
    #[inline(never)]
    fn ended_above(
        &'static self,
        shard: &Shard,
        cells: Cells,
        nanoseconds: u64,
        outcome: Option<Outcome>,
    ) {
        let Some(latency) = self.asked.latency else { return };
        let from = Function::buckets_from(outcome.is_some());
        let at = change::bucket_of(nanoseconds, latency.bounds);
        let failure = outcome.and_then(failure_cell);
        change::time(shard, cells, nanoseconds, from + at, failure);
    }

    /// Changes the number of calls in flight.
    #[inline]
    pub(crate) fn in_flight(&'static self, change: i64) {
        let calls = match self.is_counted_only() {
            true => here::count(&self.place, 1),
            false => here::cells(&self.place).and_then(|(_, cells)| cells.last()),
        };
        match calls {
            Some(calls) => change::add(calls, change as u64),
            None => self.off_path(|_, cells| Self::fly(cells, change)),
        }
    }

    pub(super) fn fly(cells: Cells, change: i64) {
        if let [.., calls] = cells {
            change::add(calls, change as u64);
        }
    }

    /// The first call on a thread, and every call while further views hang on the measures or there
    /// are exemplars to be taken.
    #[cold]
    #[inline(never)]
    fn ended_off_path(&'static self, outcome: Outcome, nanoseconds: Option<u64>) {
        self.off_path(|shard, cells| self.count_in(shard, cells, outcome, nanoseconds));
        self.record_further(outcome, nanoseconds, &[]);
        if let Some(nanoseconds) = nanoseconds
            && source::is_wanted()
        {
            let place = (self.place.index(), 0, 1);
            self.exemplify(nanoseconds, place, &[]);
        }
    }

    /// Changes the cells of a call that has ended.
    #[inline]
    pub(super) fn count_in(
        &self,
        shard: &Shard,
        cells: Cells,
        outcome: Outcome,
        nanoseconds: Option<u64>,
    ) {
        let judged = self.asked.errors.is_some();
        match (self.asked.latency, nanoseconds) {
            (Some(latency), Some(nanoseconds)) => {
                let failure = if judged { failure_cell(outcome) } else { None };
                let from = Function::buckets_from(judged);
                let at = change::bucket_of(nanoseconds, latency.bounds);
                change::time(shard, cells, nanoseconds, from + at, failure);
            }
            _ => {
                let calls = if judged { outcome as usize } else { 0 };
                cells.get(calls).into_iter().for_each(|calls| change::add(calls, 1));
            }
        }
    }

    /// Finds the cells without the shortcut.
    fn off_path(&'static self, record: impl FnOnce(&'static Shard, Cells)) {
        let cells = self.cells();
        let found = self.place.index().and_then(|place| match self.is_counted_only() {
            true => here::counts_at(place, cells),
            false => here::cells_at(place),
        });
        match found {
            Some((shard, cells)) => record(shard, cells),
            None => here::slowly(|| {
                let known = self.place.index();
                let place = known.unwrap_or_else(|| REGISTRY.add_function(self));
                match self.is_counted_only() {
                    true => here::settle_counts(place, cells, REGISTRY.counts(), record),
                    false => here::settle(place, cells, REGISTRY.extents(), record),
                }
            }),
        }
    }

    /// Records for the views that were added to the function's measures at run time.
    pub(super) fn record_further(
        &'static self,
        outcome: Outcome,
        nanoseconds: Option<u64>,
        tags: &[(TagKey, &str)],
    ) {
        let Some(series) = self.series.get() else { return };
        let further = |measure: Option<&'static AnyMeasure>, value: Number| {
            let mut link = measure.and_then(|measure| measure.views.get());
            while let Some(linked) = link {
                linked.take_with(value.bits(), tags);
                link = linked.next.get();
            }
        };
        further(series.count, Number::I64(1));
        if outcome.is_failure() {
            further(series.errors, Number::I64(1));
        }
        if let (Some(latency), Some(nanoseconds)) = (self.asked.latency, nanoseconds) {
            let value = nanoseconds as f64 / latency.unit.nanoseconds() as f64;
            further(series.latency, Number::F64(value));
        }
    }
}

/// The cell of an outcome that is not ok, in a function that asks for errors and latency: those
/// that are ok are the rest of the buckets.
#[inline]
fn failure_cell(outcome: Outcome) -> Option<usize> {
    match outcome {
        Outcome::Ok => None,
        failure => Some(3 + failure as usize),
    }
}
