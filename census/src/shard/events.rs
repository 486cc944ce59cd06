//! The end of a call that serves an objective.
//!
//! A function that has views and no rows counts for its objective among its own cells, so that both
//! are one step, or even one increment; others leave it to the objective's cells.

use crate::clock;
use crate::model::Outcome;
use crate::model::function::{Function, OUTCOMES};
use crate::model::objective::{CELLS, CELLS_OF_FUNCTION, EXCLUDED, INSIDE, Slo, Verdict};
use crate::registry::REGISTRY;
use crate::shard::ended::{Ending, failure_cell};
use crate::shard::{Cells, Shard, change, here, maintenance};

/// What a call was, in one register: another one would be a third of what an objective costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended(u32);

impl Ended {
    #[inline]
    pub(super) fn new(outcome: Outcome, verdict: Verdict) -> Self {
        let cell = |slow| verdict.cell_of_function(slow) as u32;
        Ended(outcome as u32 | cell(false) << 2 | cell(true) << 5)
    }

    #[inline]
    fn outcome(self) -> Outcome {
        match self.0 & 3 {
            0 => Outcome::Ok,
            1 => Outcome::Error,
            2 => Outcome::Panic,
            _ => Outcome::Cancelled,
        }
    }

    /// Its cell among those of the objective, if it was fast. The mask is for the compiler: it need
    /// not check the index.
    #[inline]
    fn fast(self) -> usize {
        (self.0 >> 2 & 7) as usize
    }

    /// The same, if it was slow.
    fn slow(self) -> usize {
        (self.0 >> 5 & 7) as usize
    }
}

impl Function {
    /// Ends a call whose time nobody asks for, with its cell among those of the objective.
    #[inline]
    pub(super) fn served<const JUDGED: bool>(&'static self, outcome: Outcome, cell: usize) {
        if JUDGED {
            if let Some((shard, cells)) = here::cells(&self.place)
                && let Some(event) = cells.get(OUTCOMES + cell)
                && let Some(calls) = cells.get(outcome as usize)
            {
                return shard.write(|| {
                    change::add(calls, 1);
                    change::add_last(event, 1);
                });
            }
        } else if let Some(calls) = here::count(&self.place, cell) {
            return change::add(calls, 1);
        }
        self.served_off_path(outcome, None, cell);
    }

    /// Ends a call that began then. Out of line: what is common to all functions stands here once,
    /// and not in each.
    #[inline(never)]
    pub(super) fn served_since<const TIMED: bool, const JUDGED: bool>(
        &'static self,
        start: u64,
        call: Ended,
    ) {
        match clock::ticked_since(start) {
            Some(nanoseconds) => self.served_after::<TIMED, JUDGED>(nanoseconds, call),
            None => self.served_off_clock::<TIMED, JUDGED>(start, call),
        }
    }

    /// Before the counter is calibrated, and where it stepped back.
    #[cold]
    #[inline(never)]
    fn served_off_clock<const TIMED: bool, const JUDGED: bool>(
        &'static self,
        start: u64,
        call: Ended,
    ) {
        self.served_after::<TIMED, JUDGED>(clock::since(start), call);
    }

    /// The threshold of its objective is one of its bounds: what is below the lowest was fast.
    /// Which cell it is depends then on no clock, and the processor need not wait for that.
    #[inline(always)]
    fn served_after<const TIMED: bool, const JUDGED: bool>(
        &'static self,
        nanoseconds: u64,
        call: Ended,
    ) {
        if !TIMED {
            return self.served::<JUDGED>(call.outcome(), self.cell_of(nanoseconds, call));
        }
        match here::cells(&self.place) {
            Some((shard, cells)) if nanoseconds < u64::from(self.first_bound) => {
                let from = Function::behind_failures(JUDGED);
                let failure = if JUDGED { failure_cell(call.outcome()) } else { None };
                let (event, bucket) = (from + call.fast(), from + CELLS_OF_FUNCTION);
                change::time(shard, cells, nanoseconds, bucket, failure, Some(event));
            }
            Some((shard, cells)) => self.served_above(shard, cells, nanoseconds, call),
            None => self.served_slowly(nanoseconds, call),
        }
    }

    /// One whose call took as long as the lowest bound, or longer: out of line, since it has the
    /// time.
    #[inline(never)]
    fn served_above(&'static self, shard: &Shard, cells: Cells, nanoseconds: u64, call: Ended) {
        let event = Some(self.cell_of(nanoseconds, call));
        let (outcome, nanoseconds) = (call.outcome(), Some(nanoseconds));
        self.count_in(shard, cells, Ending { outcome, nanoseconds, event });
    }

    /// The cell of a call among those of the objective.
    fn cell_of(&self, nanoseconds: u64, call: Ended) -> usize {
        let threshold = self.slo().map_or(u64::MAX, |slo| slo().threshold);
        if nanoseconds < threshold { call.fast() } else { call.slow() }
    }

    /// Ends a timed call within another one that counts for the objective.
    #[inline(never)]
    pub(super) fn served_inside(&'static self, start: u64, outcome: Outcome) {
        let nanoseconds = clock::since(start);
        match here::cells(&self.place) {
            Some((shard, cells)) => {
                let (nanoseconds, event) = (Some(nanoseconds), Some(INSIDE));
                self.count_in(shard, cells, Ending { outcome, nanoseconds, event });
            }
            None => self.served_off_path(outcome, Some(nanoseconds), INSIDE),
        }
    }

    #[cold]
    #[inline(never)]
    fn served_slowly(&'static self, nanoseconds: u64, call: Ended) {
        self.served_off_path(call.outcome(), Some(nanoseconds), self.cell_of(nanoseconds, call));
    }

    /// The first calls on a thread, and every call while there is a maintenance or more to do for
    /// the function than to count.
    #[cold]
    #[inline(never)]
    fn served_off_path(&'static self, outcome: Outcome, nanoseconds: Option<u64>, cell: usize) {
        let cell = match cell {
            INSIDE => INSIDE,
            _ if maintenance::held() => Verdict::Excluded.cell_of_function(false),
            cell => cell,
        };
        self.end_off_path(Ending { outcome, nanoseconds, event: Some(cell) });
    }
}

impl Slo {
    /// Ends a call in the objective's own cells.
    #[inline]
    pub(super) fn ended(&'static self, cell: usize) {
        match here::count(&self.place, cell) {
            Some(event) => change::add(event, 1),
            None => self.count(cell),
        }
    }

    /// Ends a call that began then. Out of line, as above.
    #[inline(never)]
    pub(super) fn ended_since(&'static self, start: u64, verdict: Verdict) {
        self.ended(verdict.cell(clock::since(start) >= self.threshold));
    }

    /// Counts a call: the first ones on a thread, and every one while there is a maintenance, when
    /// it is one that does not count at all.
    #[cold]
    #[inline(never)]
    fn count(&'static self, cell: usize) {
        let cell = if maintenance::held() { EXCLUDED } else { cell };
        let count = |_: &Shard, cells: Cells| {
            cells.get(cell).into_iter().for_each(|calls| change::add(calls, 1));
        };
        match self.place.index().and_then(|place| here::counts_at(place, CELLS)) {
            Some((shard, cells)) => count(shard, cells),
            None => here::slowly(|| {
                let known = self.place.index();
                let place = known.unwrap_or_else(|| REGISTRY.add_slo(self));
                here::settle_counts(place, CELLS, REGISTRY.counts(), count);
            }),
        }
    }
}
