//! How a measurement with tags finds its row's cells.

use crate::clock;
use crate::model::rows::{Found, OVERFLOWED, Rows};
use crate::model::{Number, TagKey, View};
use crate::own;
use crate::registry::{Extent, REGISTRY};
use crate::shard::{Cells, here, recent};
use crate::tags;

/// Columns up to which a record needs no memory of its own.
pub(super) const COLUMNS_FEW: usize = 8;

impl View {
    /// Takes a value into the row of the current tags, and of those that are given before them.
    #[inline]
    pub(super) fn take_in_rows(
        &'static self,
        rows: &'static Rows,
        value: Number,
        given: &[(TagKey, &str)],
    ) {
        if given.is_empty()
            && let Some(row) = recent::row(rows, tags::current_id())
        {
            return self.take_in_row(rows, row, value);
        }
        self.find_row(rows, value, given);
    }

    /// Out of line: the row has to be told by the values.
    #[inline(never)]
    fn find_row(&'static self, rows: &'static Rows, value: Number, given: &[(TagKey, &str)]) {
        let (map, row) = tags::with_current(|current| {
            let of_key = |key: &TagKey| {
                let mut of_key = given.iter().filter(|(known, _)| known.is(key));
                of_key.next().map(|(_, value)| *value).or_else(|| current.get(*key))
            };
            let keys = self.tag_keys();
            let mut few = [None; COLUMNS_FEW];
            let row = match few.get_mut(..keys.len()) {
                Some(values) => {
                    values.iter_mut().zip(keys).for_each(|(value, key)| *value = of_key(key));
                    row_of(rows, values)
                }
                None => row_of(rows, &keys.iter().map(of_key).collect::<Vec<_>>()),
            };
            (current.id(), row)
        });
        // Without one, the record came from within the making of another's, and is refused.
        let Some(row) = row else { return };
        if given.is_empty() {
            recent::remember(rows, map, row);
        }
        self.take_in_row(rows, row, value);
    }

    #[inline]
    fn take_in_row(&'static self, rows: &'static Rows, row: u32, value: Number) {
        if row == OVERFLOWED {
            own::OVERFLOWED_RECORDS.add(1);
        }
        let (block, at) = rows.place(row);
        let found = rows.extent(block).and_then(here::cells_at);
        let found = found.and_then(|(shard, all)| Some((shard, of_row(all, at, self.cells())?)));
        match found {
            Some((shard, cells)) => self.aggregate(shard, cells, value),
            None => here::slowly(|| self.settle_in_row(rows, row, value)),
        }
    }

    /// Part of the slow path: the block's cells are made, if this thread has none of it.
    fn settle_in_row(&'static self, rows: &'static Rows, row: u32, value: Number) {
        let (block, at) = rows.place(row);
        let extent = rows.extent(block);
        let extent = extent.unwrap_or_else(|| REGISTRY.add_block(Extent::Rows(self), rows, block));
        let cells = self.cells();
        here::settle(extent, cells * rows.per_block(), REGISTRY.extents(), |shard, all| {
            if let Some(cells) = of_row(all, at, cells) {
                self.aggregate(shard, cells, value);
            }
        });
    }
}

/// The row of these values, added where it is not there yet.
#[inline]
pub(super) fn row_of(rows: &'static Rows, values: &[Option<&str>]) -> Option<u32> {
    match rows.find(values) {
        Found::Row(row) => Some(row),
        Found::NoRoom => Some(OVERFLOWED),
        Found::Missing(hash) => {
            let mut row = None;
            here::slowly(|| row = Some(rows.add(hash, values, clock::wall())));
            row.map(|row| row.unwrap_or(OVERFLOWED))
        }
    }
}

/// The cells of a row within its block.
pub(super) fn of_row(block: Cells, at: usize, cells: usize) -> Option<Cells> {
    block.get(at * cells..(at + 1) * cells)
}
