//! What the calls of functions show that are broken down by tags: a row for each combination.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use crate::collector::{Collector, Totals};
use crate::model::TagKey;
use crate::model::closed::ClosedRows;
use crate::model::function::{Function, Part};
use crate::model::function_tags::{FunctionRows, FunctionTags, ONLY};
use crate::model::rows::{OVERFLOWED, Rows};
use crate::registry::{Extent, Layout, Series};
use crate::shard::exemplars::Reading;
use crate::snapshot::Row;
use crate::snapshot::attach::Source as Attached;
use crate::snapshot::take::together;

/// The rows of one view: by their tags, when each began, and what functions have in it.
type Gathered<'a> = BTreeMap<Tags, Together<'a>>;

/// What several functions have in one row.
struct Together<'a> {
    start: SystemTime,
    read: Vec<(&'a Function, Part, &'a Totals)>,
    places: Vec<(usize, usize)>,
    columns: &'static [TagKey],
}

/// One function's row that is shown.
struct Shown<'r, 'a> {
    tags: &'r [Option<Arc<str>>],
    /// `None` where it was there from the start.
    start: Option<SystemTime>,
    totals: &'a Totals,
    /// Its extent, and its place within.
    place: Option<(usize, usize)>,
    /// Whether it takes what there is no row for, and tells no tags.
    is_overflow: bool,
}

type Tags = Vec<Option<Arc<str>>>;

/// One function that gives the name, and what its rows show before anything is recorded in them.
struct Source {
    function: &'static Function,
    part: Part,
    extent: usize,
    tags: &'static FunctionTags,
    rows: FunctionRows,
    nothing: Totals,
}

/// Whether the calls of a function stand in rows.
pub(super) fn is_tagged(extent: u32, layout: &Layout) -> bool {
    matches!(layout.get(extent), Some(Extent::Function(function)) if function.tagged().is_some())
}

/// The rows of the parts of functions that give one name.
pub(super) fn of_calls(
    series: &Series,
    sources: &[(Part, u32)],
    layout: &Layout,
    collector: &Collector,
    exemplars: Reading<'_>,
) -> Vec<Row> {
    let plain = sources;
    let sources = sources.iter().filter_map(|&(part, extent)| Source::of(part, extent, layout));
    let sources: Vec<Source> = sources.collect();
    let mut gathered = Gathered::new();
    for source in &sources {
        match source.rows {
            FunctionRows::Closed(rows) => source.closed(rows, collector, &mut |shown| {
                add(&mut gathered, series, source, shown);
            }),
            FunctionRows::Open { started, ended } => {
                let rows = if source.part == Part::InFlight { started } else { ended };
                source.open(rows, collector, &mut |shown| {
                    add(&mut gathered, series, source, shown);
                });
            }
        }
    }
    // Calls in flight of a function whose only tags are of its result are in one row, in which
    // those of a function without tags may be too.
    for &(part, number) in plain {
        let Some(Extent::Function(function)) = layout.get(number) else { continue };
        let Some(totals) = collector.totals(number).filter(|_| function.tags().is_none()) else {
            continue;
        };
        let together = gathered.entry(Tags::default()).or_insert_with(|| Together {
            start: series.start(),
            read: Vec::new(),
            places: Vec::new(),
            columns: &[],
        });
        together.start = together.start.min(series.start());
        together.read.push((function, part, totals));
    }
    let row = |(tags, Together { start, read, places, columns }): (Tags, Together<'_>)| {
        let attached = Attached { exemplars, places: &places, columns };
        Some(Row { tags, start, data: together(&read)?.with_exemplars(&attached, start) })
    };
    gathered.into_iter().filter_map(row).collect()
}

/// Puts a function's row to those of others that have its tags.
fn add<'a>(gathered: &mut Gathered<'a>, series: &Series, source: &'a Source, shown: Shown<'_, 'a>) {
    let start = shown.start.map_or(series.start(), |start| start.max(series.start()));
    let columns = if shown.is_overflow { &[] } else { source.tags.keys };
    let together = gathered.entry(shown.tags.to_vec()).or_insert_with(|| Together {
        start,
        read: Vec::new(),
        places: Vec::new(),
        columns,
    });
    together.start = start.min(together.start);
    together.read.push((source.function, source.part, shown.totals));
    together.places.extend(shown.place);
}

/// Takes a row that is shown.
type Show<'a, 's> = dyn for<'r> FnMut(Shown<'r, 'a>) + 's;

impl Source {
    fn of(part: Part, extent: u32, layout: &Layout) -> Option<Self> {
        let Extent::Function(function) = layout.get(extent)? else { return None };
        let (tags, rows) = (function.tags()?, function.rows()?);
        let extent = extent as usize;
        let nothing = match (part, tags.closed) {
            (Part::InFlight, None) if !tags.all_at_start() => Totals::of_counts(1),
            _ => Totals::of_function(function),
        };
        Some(Source { function, part, extent, tags, rows, nothing })
    }

    /// Whether calls have ended in a row, or begun where those in flight are asked for.
    fn is_in(&self, totals: Option<&Totals>) -> bool {
        totals.is_some_and(|totals| {
            self.part == Part::InFlight || totals.calls(self.function, Part::Count) > 0
        })
    }

    /// Rows that are known from the start are shown if they have all tags.
    fn closed<'a>(&'a self, rows: &ClosedRows, collector: &'a Collector, show: &mut Show<'a, '_>) {
        let columns = match self.part {
            Part::InFlight => self.tags.at_start,
            _ => self.tags.keys.len(),
        };
        for (row, tags, _) in rows.iter() {
            if self.part == Part::InFlight && !self.tags.is_start(row as u32) {
                continue;
            }
            let tags = tags.get(..columns).unwrap_or_default();
            let is_overflow = row == OVERFLOWED as usize;
            let is_known = !is_overflow && tags.iter().all(Option::is_some);
            let totals = collector.row(self.extent, row);
            if is_known || self.is_in(totals) {
                let totals = totals.unwrap_or(&self.nothing);
                let place = Some((self.extent, row));
                show(Shown { tags, start: None, totals, place, is_overflow });
            }
        }
    }

    /// Others are shown once a call was in them.
    fn open<'a>(&'a self, rows: &Rows, collector: &'a Collector, show: &mut Show<'a, '_>) {
        // Without a tag that is known at the start there is one row, which has no entry.
        let rows_max = if self.tags.at_start == 0 { ONLY + 1 } else { 0 };
        for number in 0..rows.count().max(rows_max) {
            let (block, at) = rows.place(number);
            let extent = rows.extent(block);
            let totals = extent.and_then(|extent| collector.row(extent, at));
            let is_overflow = number == OVERFLOWED;
            let has_begun = self.part == Part::InFlight && !is_overflow;
            if has_begun || self.is_in(totals) {
                let row = rows.row(number);
                show(Shown {
                    tags: row.map(|row| &*row.tags).unwrap_or_default(),
                    start: row.map(|row| row.start()),
                    totals: totals.unwrap_or(&self.nothing),
                    place: extent.map(|extent| (extent, at)),
                    is_overflow,
                });
            }
        }
    }
}
