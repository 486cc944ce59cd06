//! Floor 3: every thread's cells, read in place and merged into totals.
//!
//! A plain value without a thread, a clock or a global: it is given shards and a layout.

mod totals;

use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) use totals::{Moments, Spread, Totals};

use crate::model::View;
use crate::model::function::Function;
use crate::model::objective::{self, Slo};
use crate::registry::{Extent, Layout};
use crate::shard::{Cells, PATIENCE, Shard, add_counts};

/// The totals of all extents, by place.
#[derive(Debug)]
pub(crate) struct Collector {
    totals: Vec<Sum>,
    /// The table of counts.
    counts: Vec<u64>,
    /// Of the functions whose calls are in that table, by place.
    calls: Vec<Option<Totals>>,
}

/// The totals of an extent.
#[derive(Debug)]
enum Sum {
    One(Totals),
    /// Of the rows that stand in it, up to the last that something was recorded in; `None` where
    /// nothing was.
    Rows(Extent, Vec<Option<Totals>>),
}

impl Collector {
    /// Merges what all shards have in the extents of a layout.
    pub(crate) fn merge(shards: &[&'static Shard], layout: &Layout) -> Self {
        let mut totals: Vec<Sum> = layout.extents().iter().map(Sum::of).collect();
        let mut counts = vec![0; layout.counts().len()];
        let mut copy: Vec<u64> = Vec::new();
        for shard in shards {
            add_counts(&shard.tables(), 0, &mut counts);
            let slots = shard.slots();
            let mut patience = PATIENCE;
            for (slot, totals) in slots.iter().zip(&mut totals) {
                let Some(cells) = slot.get() else { continue };
                let mut read = |cells: Cells, totals: &mut Totals| {
                    copy.resize(cells.len(), 0);
                    shard.read(cells, &mut copy, &mut patience);
                    totals.merge(&copy);
                };
                match totals {
                    Sum::One(totals) => read(cells, totals),
                    Sum::Rows(of, rows) => {
                        for (at, cells) in cells.chunks_exact(of.cells()).enumerate() {
                            if cells.iter().all(|cell| cell.load(Relaxed) == 0) {
                                continue;
                            }
                            rows.resize(rows.len().max(at + 1), None);
                            read(cells, rows[at].get_or_insert_with(|| of.nothing()));
                        }
                    }
                }
            }
        }
        let calls = |(place, extent): (usize, &Extent)| match extent {
            Extent::Function(function) => {
                let mut totals = Totals::of_function(function);
                totals.merge(counts.get(place..place + function.cells())?);
                Some(totals)
            }
            _ => None,
        };
        let calls = layout.counts().iter().enumerate().map(calls).collect();
        Collector { totals, counts, calls }
    }

    /// The totals of what stands under a number, and is no block of rows.
    pub(crate) fn totals(&self, number: u32) -> Option<&Totals> {
        if let Some(place) = Layout::place_of_count(number) {
            return self.calls.get(place)?.as_ref();
        }
        match self.totals.get(number as usize)? {
            Sum::One(totals) => Some(totals),
            Sum::Rows(..) => None,
        }
    }

    /// So many counts that stand next to each other.
    pub(crate) fn counts(&self, place: usize, counts: usize) -> &[u64] {
        self.counts.get(place..place + counts).unwrap_or_default()
    }

    /// The totals of one row in a block; `None` where nothing was recorded in it.
    pub(crate) fn row(&self, extent: usize, at: usize) -> Option<&Totals> {
        match self.totals.get(extent)? {
            Sum::One(_) => None,
            Sum::Rows(_, rows) => rows.get(at)?.as_ref(),
        }
    }

    /// All totals of an extent: by row, or as of row 0 where it has none.
    pub(crate) fn all(&self, extent: usize) -> impl Iterator<Item = (usize, &Totals)> {
        let (one, rows) = match self.totals.get(extent) {
            Some(Sum::One(totals)) => (Some(totals), &[][..]),
            Some(Sum::Rows(_, rows)) => (None, &rows[..]),
            None => (None, &[][..]),
        };
        let rows = rows.iter().enumerate();
        let rows = rows.filter_map(|(at, totals)| Some((at, totals.as_ref()?)));
        one.map(|totals| (0, totals)).into_iter().chain(rows)
    }
}

/// The totals of one row of a view; `None` where nothing was recorded in it.
pub(crate) fn totals_of(
    shards: &[&'static Shard],
    view: &View,
    extent: usize,
    cells: Range<usize>,
) -> Option<Totals> {
    let mut found = None;
    let mut copy = vec![0; cells.len()];
    for (shard, cells) in cells_of(shards, extent, cells) {
        if cells.iter().any(|cell| cell.load(Relaxed) != 0) {
            shard.read(cells, &mut copy, &mut { PATIENCE });
            found.get_or_insert_with(|| Totals::of_view(view)).merge(&copy);
        }
    }
    found
}

/// The calls of an objective by their cells: those in the objective's own, and those that these
/// functions count for it.
pub(crate) fn events_of(
    shards: &[&'static Shard],
    slo: &Slo,
    functions: &[&'static Function],
) -> [u64; objective::CELLS] {
    let mut own = [0; objective::CELLS];
    let mut verdicts = [0; objective::CELLS_OF_FUNCTION];
    for shard in shards {
        let (tables, slots) = (shard.tables(), shard.slots());
        if let Some(place) = slo.place.index() {
            add_counts(&tables, place, &mut own);
        }
        for function in functions {
            let Some(place) = function.place.index() else { continue };
            if function.is_counted_only() {
                add_counts(&tables, place, &mut verdicts);
            } else if let Some(cells) = slots.get(place).and_then(|slot| slot.get()) {
                let cells = cells.iter().skip(function.verdicts_from());
                verdicts.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell.load(Relaxed));
            }
        }
    }
    objective::add(&mut own, &verdicts);
    own
}

/// Sets the cells of one row to zero. Nobody writes them meanwhile, nor before they are given to
/// another row.
pub(crate) fn clear(shards: &[&'static Shard], extent: usize, cells: Range<usize>) {
    let cells = cells_of(shards, extent, cells).flat_map(|(_, cells)| cells);
    cells.for_each(|cell| cell.store(0, Relaxed));
}

fn cells_of(
    shards: &[&'static Shard],
    extent: usize,
    cells: Range<usize>,
) -> impl Iterator<Item = (&'static Shard, Cells)> {
    let cells_of = move |shard: &&'static Shard| {
        let block = shard.slots().get(extent)?.get()?;
        Some((*shard, block.get(cells.clone())?))
    };
    shards.iter().filter_map(cells_of)
}

impl Sum {
    /// Nothing yet.
    fn of(extent: &Extent) -> Self {
        match extent {
            Extent::Function(function) if function.tagged().is_none() => Sum::One(extent.nothing()),
            Extent::View(_) => Sum::One(extent.nothing()),
            _ => Sum::Rows(*extent, Vec::new()),
        }
    }
}

impl Extent {
    /// How many cells it has, or each of its rows.
    fn cells(&self) -> usize {
        match self {
            Extent::Function(function) | Extent::Calls(function) => function.cells(),
            Extent::View(view) | Extent::Rows(view) => view.cells(),
            Extent::Started | Extent::Slo(_) | Extent::Unseen(_) | Extent::Further => 1,
        }
    }

    /// The totals of it, or of one of its rows, where nothing was recorded.
    pub(crate) fn nothing(&self) -> Totals {
        match self {
            Extent::Function(function) | Extent::Calls(function) => Totals::of_function(function),
            Extent::View(view) | Extent::Rows(view) => Totals::of_view(view),
            _ => Totals::of_counts(1),
        }
    }
}
