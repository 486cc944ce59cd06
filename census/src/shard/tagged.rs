//! How a measurement with tags finds its row's cells.

use crate::clock;
use crate::model::rows::{Found, OVERFLOWED, Rows, Values};
use crate::model::{TagKey, View};
use crate::own;
use crate::registry::{Extent, REGISTRY};
use crate::shard::recent::{self, Recent};
use crate::shard::{Cells, Shard, here, known};
use crate::tags;

/// Keys that most views and functions have no more of; and those that hardly any has more of, up to
/// which a record needs no memory of its own.
const COLUMNS_FEW: usize = 4;
const COLUMNS_MANY: usize = 32;

/// Tags that are given for one record, before the current ones.
pub(super) type Given<'a> = &'a [(TagKey, &'a str)];

impl View {
    /// Takes a value into the row of the current tags.
    #[inline]
    pub(super) fn take_in_current(&'static self, rows: &'static Rows, bits: u64) {
        if let Some(moving) = &rows.moving {
            return self.take_in_moving(rows, moving, bits, &[]);
        }
        match recent::find(rows, tags::current_id()) {
            Some((shard, recent)) => self.aggregate(shard, recent.cells, bits),
            None => self.find_row_of_current(rows, bits, &[]),
        }
    }

    /// Takes a value into the row of tags that are given before the current ones.
    #[inline]
    pub(super) fn take_in_given(&'static self, rows: &'static Rows, bits: u64, given: Given<'_>) {
        match known::find(rows, given) {
            Some((shard, cells)) => self.aggregate(shard, cells, bits),
            None => self.find_row(rows, bits, given),
        }
    }

    /// Mostly all tags are given: nobody has to be asked for current ones then.
    #[inline(never)]
    fn find_row(&'static self, rows: &'static Rows, bits: u64, given: Given<'_>) {
        if let Some(moving) = &rows.moving {
            return self.take_in_moving(rows, moving, bits, given);
        }
        let all = given;
        let values = self.tag_keys().iter().enumerate().map(|(at, key)| {
            // Mostly they are in the order of the columns, too. Of two of one key the first counts.
            let of_key = |(known, _): &&(TagKey, _)| known.is(key);
            let before = || given.iter().take(at).any(|tag| of_key(&tag));
            let given = given.get(at).filter(of_key).filter(|_| !before());
            given.or_else(|| all.iter().find(of_key)).map(|(_, value)| *value)
        });
        if values.clone().any(|value| value.is_none()) {
            return self.find_row_of_current(rows, bits, given);
        }
        let hash = rows.seed.hash(values.clone());
        if let Some((shard, cells)) = known::find_by(hash, values.clone(), rows) {
            return self.aggregate(shard, cells, bits);
        }
        let Some(row) = row_by(rows, hash, values) else { return };
        self.take_in_row(rows, row, bits);
        if row != OVERFLOWED
            && let (Some(cells), Some(row)) = (here(rows, row), rows.row(row))
        {
            known::remember(rows, (row, hash), given, cells);
        }
    }

    #[inline(never)]
    fn find_row_of_current(&'static self, rows: &'static Rows, bits: u64, given: Given<'_>) {
        let find = |values: &[Option<&str>], map| (row_of(rows, values.iter().copied()), map);
        // Without one, the record came from within the making of another's, and is refused.
        let (Some(row), map) = with_values(self.tag_keys(), given, find) else { return };
        self.take_in_row(rows, row, bits);
        if given.is_empty()
            && row != OVERFLOWED
            && let Some((shard, cells)) = here(rows, row)
        {
            recent::remember(rows, map, shard, Recent { cells, row, pass: 0 });
        }
    }

    #[inline]
    fn take_in_row(&'static self, rows: &'static Rows, row: u32, bits: u64) {
        if row == OVERFLOWED {
            own::OVERFLOWED_RECORDS.add(1);
        }
        match here(rows, row) {
            Some((shard, cells)) => self.aggregate(shard, cells, bits),
            None => here::slowly(|| self.settle_in_row(rows, row, bits)),
        }
    }

    /// Part of the slow path: the block's cells are made, if this thread has none of it.
    pub(super) fn settle_in_row(&'static self, rows: &'static Rows, row: u32, bits: u64) {
        let (block, _) = rows.place(row);
        let extent = rows.extent(block);
        let extent = extent.unwrap_or_else(|| REGISTRY.add_block(Extent::Rows(self), rows, block));
        let cells = self.cells() * rows.per_block();
        here::settle(extent, cells, REGISTRY.extents(), |shard, block| {
            if let Some(cells) = block.get(rows.cells(row)) {
                self.aggregate(shard, cells, bits);
            }
        });
    }
}

/// The cells of the row of the current tags, if this thread was there and the row stays.
#[inline(always)]
pub(super) fn known_of_current(rows: &'static Rows) -> Option<Cells> {
    if rows.moving.is_some() {
        return None;
    }
    recent::find(rows, tags::current_id()).map(|(_, recent)| recent.cells)
}

/// The cells of a row that this thread has, if it has recorded in the row's block.
#[inline]
pub(super) fn here(rows: &'static Rows, row: u32) -> Option<(&'static Shard, Cells)> {
    let (shard, block) = rows.extent(rows.place(row).0).and_then(here::cells_at)?;
    Some((shard, block.get(rows.cells(row))?))
}

/// Calls `act` with the values of the keys in their order, given or else current, and with the
/// number of the current map.
#[inline]
pub(super) fn with_values<R>(
    keys: &[TagKey],
    given: Given<'_>,
    mut act: impl FnMut(&[Option<&str>], u64) -> R,
) -> R {
    tags::with_current(|current| {
        let values = keys.iter().map(|key| {
            let given = given.iter().find(|(known, _)| known.is(key)).map(|(_, value)| *value);
            given.or_else(|| current.get(*key))
        });
        gathered(None, values, keys.len(), |values| act(values, current.id()))
    })
}

/// Calls `act` with so many values in a row.
#[inline]
pub(super) fn gathered<T: Copy, R>(
    none: T,
    values: impl Iterator<Item = T>,
    len: usize,
    act: impl FnOnce(&[T]) -> R,
) -> R {
    if len <= COLUMNS_FEW {
        return gathered_in([none; COLUMNS_FEW], values, act);
    }
    if len <= COLUMNS_MANY {
        return gathered_in([none; COLUMNS_MANY], values, act);
    }
    act(&values.collect::<Vec<T>>())
}

#[inline]
fn gathered_in<T, R, const N: usize>(
    mut few: [T; N],
    values: impl Iterator<Item = T>,
    act: impl FnOnce(&[T]) -> R,
) -> R {
    let mut gathered = 0;
    for (place, value) in few.iter_mut().zip(values) {
        *place = value;
        gathered += 1;
    }
    act(few.get(..gathered).unwrap_or_default())
}

/// The row of these values, added where it is not there yet.
#[inline]
pub(super) fn row_of<'a>(rows: &'static Rows, values: impl Values<'a>) -> Option<u32> {
    row_by(rows, rows.seed.hash(values.clone()), values)
}

/// The same by their hash.
#[inline]
fn row_by<'a>(rows: &'static Rows, hash: u64, values: impl Values<'a>) -> Option<u32> {
    match rows.find_by(hash, values.clone()) {
        Found::Row(row) => Some(row),
        Found::NoRoom => Some(OVERFLOWED),
        Found::Missing(hash) => add(rows, hash, values),
    }
}

#[cold]
#[inline(never)]
fn add<'a>(rows: &'static Rows, hash: u64, values: impl Values<'a>) -> Option<u32> {
    let mut row = None;
    here::slowly(|| row = Some(rows.add(hash, values, clock::wall())));
    row.map(|row| row.unwrap_or(OVERFLOWED))
}

/// The cells of a row within its block.
pub(super) fn of_row(block: Cells, at: usize, cells: usize) -> Option<Cells> {
    block.get(at * cells..(at + 1) * cells)
}
