//! How the end of a call changes the cells of its function.

use crate::model::function::Function;
use crate::model::objective::CELLS_OF_FUNCTION;
use crate::model::{AnyMeasure, Number, Outcome, TagKey};
use crate::registry::REGISTRY;
use crate::shard::{Cells, Shard, change, here, source};

/// What a call was that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    pub(super) outcome: Outcome,
    /// How long it took, where that is asked for.
    pub(super) nanoseconds: Option<u64>,
    /// Its cell among those of its function's objective, where that counts there.
    pub(super) event: Option<usize>,
}

/// Each is called once per call, with what its guard knows.
impl Function {
    /// Of a function that asks for neither errors nor latency, nor tags.
    #[inline]
    pub(crate) fn ended(&'static self) {
        match here::count(&self.place, 0) {
            Some(calls) => change::add(calls, 1),
            None => self.ended_off_path(Outcome::Ok, None),
        }
    }

    /// Of a function that asks for errors and no latency.
    #[inline]
    pub(crate) fn ended_as(&'static self, outcome: Outcome) {
        match here::cells(&self.place).and_then(|(_, cells)| cells.get(outcome as usize)) {
            Some(calls) => change::add(calls, 1),
            None => self.ended_off_path(outcome, None),
        }
    }

    /// Of a function that asks for latency, whose call took so many nanoseconds.
    #[inline(always)]
    pub(crate) fn ended_after(&'static self, nanoseconds: u64, outcome: Option<Outcome>) {
        match here::cells(&self.place) {
            Some((shard, cells)) if nanoseconds < u64::from(self.first_bound) => {
                let failure = outcome.and_then(failure_cell);
                let from = Function::behind_failures(outcome.is_some());
                change::time(shard, cells, nanoseconds, from, failure, None);
            }
            Some((shard, cells)) => self.ended_above(shard, cells, nanoseconds, outcome),
            None => self.ended_off_path(outcome.unwrap_or(Outcome::Ok), Some(nanoseconds)),
        }
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
        let (outcome, nanoseconds) = (outcome.unwrap_or(Outcome::Ok), Some(nanoseconds));
        self.count_in(shard, cells, Ending { outcome, nanoseconds, event: None });
    }

    /// Changes the number of calls in flight.
    #[inline]
    pub(crate) fn in_flight(&'static self, change: i64) {
        let calls = match self.is_counted_only() {
            true if self.slo().is_some() => here::count(&self.place, CELLS_OF_FUNCTION),
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
        self.end_off_path(Ending { outcome, nanoseconds, event: None });
    }

    /// The same, for who is off it already.
    pub(super) fn end_off_path(&'static self, ending: Ending) {
        let Ending { outcome, nanoseconds, .. } = ending;
        self.off_path(|shard, cells| self.count_in(shard, cells, ending));
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
    pub(super) fn count_in(&self, shard: &Shard, cells: Cells, ending: Ending) {
        let Ending { outcome, nanoseconds, event } = ending;
        let judged = self.asked.errors.is_some();
        match (self.asked.latency, nanoseconds) {
            (Some(latency), Some(nanoseconds)) => {
                let failure = if judged { failure_cell(outcome) } else { None };
                let bucket = change::bucket_of(nanoseconds, latency.bounds);
                let bucket = self.verdicts_from() + self.verdicts() + bucket;
                let event = event.map(|event| self.verdicts_from() + event);
                change::time(shard, cells, nanoseconds, bucket, failure, event);
            }
            _ => {
                // Where there is neither outcome nor time, the calls are the sum of the verdicts.
                let calls = if judged { Some(outcome as usize) } else { None };
                let event = event.map(|event| self.verdicts_from() + event);
                match (calls, event) {
                    (Some(at), None) => Self::count_at(cells, at),
                    (None, at) => Self::count_at(cells, at.unwrap_or(0)),
                    (Some(calls), Some(event)) => shard.write(|| {
                        Self::count_at(cells, calls);
                        Self::count_at(cells, event);
                    }),
                }
            }
        }
    }

    fn count_at(cells: Cells, at: usize) {
        if let Some(calls) = cells.get(at) {
            change::add(calls, 1);
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
        let Some(measures) = self.measures.get() else { return };
        let further = |measure: Option<&'static AnyMeasure>, value: Number| {
            let mut link = measure.and_then(|measure| measure.views.get());
            while let Some(linked) = link {
                linked.take_with(value.bits(), tags);
                link = linked.next.get();
            }
        };
        further(measures.count, Number::I64(1));
        if outcome.is_failure() {
            further(measures.errors, Number::I64(1));
        }
        if let (Some(latency), Some(nanoseconds)) = (self.asked.latency, nanoseconds) {
            let value = nanoseconds as f64 / latency.unit.nanoseconds() as f64;
            further(measures.latency, Number::F64(value));
        }
    }
}

/// The cell of an outcome that is not ok, in a function that asks for errors and latency: those
/// that are ok are the rest of the buckets.
#[inline]
pub(super) fn failure_cell(outcome: Outcome) -> Option<usize> {
    match outcome {
        Outcome::Ok => None,
        failure => Some(3 + failure as usize),
    }
}
