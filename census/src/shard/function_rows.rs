//! How a call with tags finds the cells of its row: once when it begins, by what is known then, and
//! once more when it has a result that tells.

use std::sync::Arc;

use crate::model::function::Function;
use crate::model::function_tags::{FunctionRows, FunctionTags, ONLY};
use crate::model::rows::{Found, OVERFLOWED, Rows};
use crate::model::{Outcome, TagKey};
use crate::own;
use crate::registry::{Extent, REGISTRY};
use crate::shard::ended::Ending;
use crate::shard::{Cells, Shard, change, here, source, tagged};
use crate::tags::{self, TagRef, TagValue};

/// What the cells of a row are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Calls that have begun, by the tags that are known then.
    Started,
    /// Calls that have ended, by all tags.
    Ended,
}

impl Function {
    /// The row of a call that begins with these tags.
    #[inline]
    pub(crate) fn row_at_start<const N: usize>(
        &'static self,
        of: &'static FunctionTags,
        tags: &[TagRef<'_>; N],
    ) -> u32 {
        of.row_at_start(tags).unwrap_or_else(|| self.find_at_start(of, tags))
    }

    /// The row of a call that ends with these tags of its result; `row` is that of its beginning.
    #[inline]
    pub(crate) fn row_at_end<const N: usize>(
        &'static self,
        of: &'static FunctionTags,
        row: u32,
        tags: &[TagRef<'_>; N],
    ) -> u32 {
        match of.step_at_end(tags) {
            Some(step) if row != OVERFLOWED => row + step,
            _ => self.find_at_end(of, row, tags),
        }
    }

    /// Out of line: values have to be compared.
    #[inline(never)]
    fn find_at_start(&'static self, of: &FunctionTags, tags: &[TagRef<'_>]) -> u32 {
        if tags.is_empty() {
            return ONLY;
        }
        tags::with_current(|current| {
            let values = tags
                .iter()
                .zip(of.keys)
                .map(|(tag, key)| if tag.is_current() { current.get(*key) } else { tag.as_str() });
            tagged::gathered(None, values, tags.len(), |values| {
                match (of.closed, self.made_rows()) {
                    (Some(_), _) => of.closed_row_at_start(values),
                    (None, Some(FunctionRows::Open { started, .. })) => row_of(started, values),
                    _ => OVERFLOWED,
                }
            })
        })
    }

    /// Out of line: values have to be compared.
    #[inline(never)]
    fn find_at_end(&'static self, of: &FunctionTags, row: u32, tags: &[TagRef<'_>]) -> u32 {
        let result = (0..of.end_keys().len()).map(|at| tags.get(at).and_then(TagRef::as_str));
        if of.closed.is_some() {
            return tagged::gathered(None, result, tags.len(), |values| {
                of.closed_row_at_end(row, values)
            });
        }
        let Some(FunctionRows::Open { started, ended }) = self.made_rows() else {
            return OVERFLOWED;
        };
        if row == OVERFLOWED {
            return OVERFLOWED;
        }
        let start = started.row(row).map(|row| &*row.tags).unwrap_or_default();
        let start = start.iter().take(of.at_start).map(Option::as_deref);
        tagged::gathered(None, start.chain(result), of.keys.len(), |values| row_of(ended, values))
    }

    /// The row of a call whose result told nothing: it panicked, or was dropped.
    #[inline]
    pub(crate) fn row_without_result(&'static self, row: u32) -> u32 {
        match self.tags() {
            Some(of) if !of.all_at_start() && of.closed.is_none() => self.find_at_end(of, row, &[]),
            _ => row,
        }
    }

    /// The function's rows, which are made with its registration.
    fn made_rows(&'static self) -> Option<FunctionRows> {
        self.rows().or_else(|| {
            here::slowly(|| {
                REGISTRY.add_function(self);
            });
            self.rows()
        })
    }

    /// The end of a call in a row that has so many cells, of which this one counts it, and if it is
    /// `FLYING` another one behind them.
    #[inline]
    pub(crate) fn ended_in<const FLYING: bool>(
        &'static self,
        row: u32,
        outcome: Outcome,
        cells: usize,
        at: usize,
    ) {
        // The extent of a function whose rows are found by their tags has no cells.
        let at = row as usize * (cells + usize::from(FLYING)) + at;
        match here::cells(&self.place).and_then(|(_, all)| all.get(at)) {
            Some(calls) if row != OVERFLOWED => change::add(calls, 1),
            _ => self.ended_off_path_in(row, outcome, None),
        }
    }

    /// The same of a call whose time is measured.
    #[inline]
    pub(crate) fn ended_in_after(&'static self, row: u32, outcome: Outcome, nanoseconds: u64) {
        let found = here::cells(&self.place).and_then(|(shard, all)| {
            Some((shard, tagged::of_row(all, row as usize, self.cells())?))
        });
        match found {
            Some((shard, cells)) if row != OVERFLOWED => {
                let ending = Ending { outcome, nanoseconds: Some(nanoseconds), event: None };
                self.count_in(shard, cells, ending);
            }
            _ => self.ended_off_path_in(row, outcome, Some(nanoseconds)),
        }
    }

    /// Changes the number of calls in flight in a row.
    #[inline]
    pub(crate) fn in_flight_in(&'static self, row: u32, change: i64) {
        self.in_row(Of::Started, row, |_, cells| Self::fly(cells, change));
    }

    /// Rows of any text, the overflow row, the first call on a thread, and every call while further
    /// views hang on the measures or there are exemplars to be taken.
    #[inline(never)]
    fn ended_off_path_in(&'static self, row: u32, outcome: Outcome, nanoseconds: Option<u64>) {
        if row == OVERFLOWED {
            own::OVERFLOWED_RECORDS.add(1);
        }
        self.in_row(Of::Ended, row, |shard, cells| {
            self.count_in(shard, cells, Ending { outcome, nanoseconds, event: None });
        });
        if self.place.is_detour() {
            self.go_on_in(row, outcome, nanoseconds);
        }
    }

    /// Records for the views that were added to the function's measures, with the tags of its row,
    /// and makes its exemplar.
    fn go_on_in(&'static self, row: u32, outcome: Outcome, nanoseconds: Option<u64>) {
        let (Some(of), Some(rows)) = (self.tags(), self.made_rows()) else { return };
        let values: &[Option<Arc<str>>] = match rows {
            FunctionRows::Closed(rows) => rows.tags.get(row as usize).map(|tags| &**tags),
            FunctionRows::Open { ended, .. } => ended.row(row).map(|row| &*row.tags),
        }
        .unwrap_or_default();
        let given = of.keys.iter().zip(values);
        let given = given.filter_map(|(key, value)| Some((*key, value.as_deref()?)));
        let none = (TagKey::new("none"), "");
        let place = match rows {
            FunctionRows::Closed(rows) => (self.place.index(), row as usize, rows.closed.rows()),
            FunctionRows::Open { ended, .. } => {
                let (block, at) = ended.place(row);
                (ended.extent(block), at, ended.per_block())
            }
        };
        tagged::gathered(none, given, values.len(), |given| {
            self.record_further(outcome, nanoseconds, given);
            if let Some(nanoseconds) = nanoseconds
                && source::is_wanted()
            {
                self.exemplify(nanoseconds, place, given);
            }
        });
    }

    /// Changes the cells of a row, which are made if this thread has none of it.
    fn in_row(&'static self, of: Of, row: u32, record: impl FnOnce(&'static Shard, Cells)) {
        let (extent, at, cells, all) = match self.made_rows() {
            None => return,
            Some(FunctionRows::Closed(rows)) => {
                let Some(extent) = self.place.index() else { return };
                (extent, row as usize, self.cells(), rows.closed.rows())
            }
            Some(FunctionRows::Open { started, ended }) => {
                let alone = of == Of::Started && !std::ptr::eq(started, ended);
                let (rows, kind, cells) = match alone {
                    true => (started, Extent::Started, 1),
                    false => (ended, Extent::Calls(self), self.cells()),
                };
                let (block, at) = rows.place(row);
                let extent = rows.extent(block);
                let extent = extent.or_else(|| {
                    let mut extent = None;
                    here::slowly(|| extent = Some(REGISTRY.add_block(kind, rows, block)));
                    extent
                });
                let Some(extent) = extent else { return };
                (extent, at, cells, rows.per_block())
            }
        };
        match here::cells_at(extent) {
            Some((shard, block)) => {
                if let Some(cells) = tagged::of_row(block, at, cells) {
                    record(shard, cells);
                }
            }
            None => here::slowly(|| {
                here::settle(extent, cells * all, REGISTRY.extents(), |shard, block| {
                    if let Some(cells) = tagged::of_row(block, at, cells) {
                        record(shard, cells);
                    }
                });
            }),
        }
    }
}

/// The row of these values, added where it is not there yet; the overflow row, where it cannot be.
#[inline]
fn row_of(rows: &'static Rows, values: &[Option<&str>]) -> u32 {
    match rows.find(values.iter().copied()) {
        Found::Row(row) => row,
        Found::Missing(_) | Found::NoRoom => new_row_of(rows, values),
    }
}

/// Only a new row is looked at for values that no tag can have: they never have one of their own.
#[cold]
#[inline(never)]
fn new_row_of(rows: &'static Rows, values: &[Option<&str>]) -> u32 {
    let legal: Vec<_> = values.iter().map(|value| value.map(TagValue::lossy)).collect();
    let legal: Vec<_> = legal.iter().map(|value| value.as_ref().map(TagValue::as_str)).collect();
    tagged::row_of(rows, legal.iter().copied()).unwrap_or(OVERFLOWED)
}
