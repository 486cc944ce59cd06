//! How a measurement with tags finds its row's cells.

use crate::clock;
use crate::model::rows::{Found, OVERFLOWED, Rows};
use crate::model::{Number, TagKey, View};
use crate::own;
use crate::registry::REGISTRY;
use crate::shard::{Cells, here};

impl View {
    /// Takes a value into the row of its tags.
    pub(super) fn take_in_rows(
        &'static self,
        rows: &'static Rows,
        value: Number,
        tags: &[(TagKey, &str)],
    ) {
        let of_key = |key: &TagKey| {
            let mut of_key = tags.iter().filter(|(known, _)| known == key);
            of_key.next().map(|(_, value)| *value)
        };
        let values = self.tag_keys().iter().map(of_key);
        match rows.find(values.clone()) {
            Found::Row(row) => self.take_in_row(rows, row, value),
            Found::NoRoom => self.overflow(rows, value),
            Found::Missing(hash) => {
                here::slowly(|| match rows.add(hash, values, clock::wall()) {
                    Some(row) => self.settle_in_row(rows, row, value),
                    None => {
                        own::OVERFLOWED_RECORDS.add(1);
                        self.settle_in_row(rows, OVERFLOWED, value);
                    }
                });
            }
        }
    }

    #[inline]
    fn take_in_row(&'static self, rows: &'static Rows, row: u32, value: Number) {
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
        let extent = extent.unwrap_or_else(|| REGISTRY.add_block(self, rows, block));
        let cells = self.cells();
        here::settle(extent, cells * rows.per_block(), REGISTRY.extents(), |shard, all| {
            if let Some(cells) = of_row(all, at, cells) {
                self.aggregate(shard, cells, value);
            }
        });
    }

    #[cold]
    fn overflow(&'static self, rows: &'static Rows, value: Number) {
        own::OVERFLOWED_RECORDS.add(1);
        self.take_in_row(rows, OVERFLOWED, value);
    }
}

/// The cells of a row within its block.
fn of_row(block: Cells, at: usize, cells: usize) -> Option<Cells> {
    block.get(at * cells..(at + 1) * cells)
}
