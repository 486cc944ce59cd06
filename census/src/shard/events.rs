//! The end of a call that serves an objective: counted for its function and for the objective.

use crate::clock;
use crate::model::Outcome;
use crate::model::function::Function;
use crate::model::objective::{CELLS, EXCLUDED, Slo};
use crate::registry::REGISTRY;
use crate::shard::{Cells, Shard, change, here, maintenance};

/// Ends a call whose time is not asked for. The objective is `None` where a call around this one
/// counts.
#[inline]
pub(super) fn ended<const JUDGED: bool>(
    function: Option<&'static Function>,
    slo: Option<&'static Slo>,
    outcome: Outcome,
    cell: u8,
) {
    if let Some(slo) = slo {
        match here::count(&slo.place, usize::from(cell)) {
            Some(event) => change::add(event, 1),
            None => slo.count(cell),
        }
    }
    match function {
        Some(function) if JUDGED => function.ended_as(outcome),
        Some(function) => function.ended(),
        None => {}
    }
}

/// Ends a call that began then; its cell is the first of the two if it was fast, the second if it
/// was slow. Out of line: what is common to all functions stands here once, and not in each.
#[inline(never)]
pub(super) fn ended_since<const TIMED: bool, const JUDGED: bool>(
    function: Option<&'static Function>,
    slo: Option<&'static Slo>,
    start: u64,
    outcome: Outcome,
    cells: [u8; 2],
) {
    match clock::ticked_since(start) {
        Some(nanoseconds) => {
            ended_after::<TIMED, JUDGED>(function, slo, nanoseconds, outcome, cells);
        }
        None => ended_off_clock::<TIMED, JUDGED>(function, slo, start, outcome, cells),
    }
}

/// Before the counter is calibrated, and where it stepped back.
#[cold]
#[inline(never)]
fn ended_off_clock<const TIMED: bool, const JUDGED: bool>(
    function: Option<&'static Function>,
    slo: Option<&'static Slo>,
    start: u64,
    outcome: Outcome,
    cells: [u8; 2],
) {
    ended_after::<TIMED, JUDGED>(function, slo, clock::since(start), outcome, cells);
}

/// Where both places are known, nothing is called but at the very end: then nothing has to be kept
/// for after it.
#[inline(always)]
fn ended_after<const TIMED: bool, const JUDGED: bool>(
    function: Option<&'static Function>,
    slo: Option<&'static Slo>,
    nanoseconds: u64,
    outcome: Outcome,
    cells: [u8; 2],
) {
    let Some(slo) = slo else { return inside::<TIMED, JUDGED>(function, outcome, nanoseconds) };
    let [fast, slow] = cells;
    let cell = if nanoseconds < slo.threshold { fast } else { slow };
    match (here::count(&slo.place, usize::from(cell)), function) {
        (Some(event), Some(function)) if TIMED => match here::cells(&function.place) {
            Some((shard, cells)) => {
                change::add(event, 1);
                function.time_in(shard, cells, nanoseconds, JUDGED.then_some(outcome));
            }
            None => off_path::<TIMED, JUDGED>(Some(function), slo, outcome, cell, nanoseconds),
        },
        (Some(event), None) => change::add(event, 1),
        _ => off_path::<TIMED, JUDGED>(function, slo, outcome, cell, nanoseconds),
    }
}

/// Ends a call within another one that counts for the objective.
#[inline(never)]
fn inside<const TIMED: bool, const JUDGED: bool>(
    function: Option<&'static Function>,
    outcome: Outcome,
    nanoseconds: u64,
) {
    match function {
        Some(function) if TIMED => function.ended_after(nanoseconds, JUDGED.then_some(outcome)),
        Some(function) if JUDGED => function.ended_as(outcome),
        Some(function) => function.ended(),
        None => {}
    }
}

/// The first calls on a thread, those of a function without a latency under an objective with one,
/// and every call while there is a maintenance or more to do for the function than to count.
#[cold]
#[inline(never)]
fn off_path<const TIMED: bool, const JUDGED: bool>(
    function: Option<&'static Function>,
    slo: &'static Slo,
    outcome: Outcome,
    cell: u8,
    nanoseconds: u64,
) {
    slo.count(cell);
    inside::<TIMED, JUDGED>(function, outcome, nanoseconds);
}

impl Slo {
    /// Counts a call: the first ones on a thread, and every one while there is a maintenance, when
    /// it is one that does not count at all.
    #[cold]
    #[inline(never)]
    fn count(&'static self, cell: u8) {
        let cell = if maintenance::held() { EXCLUDED } else { usize::from(cell) };
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
