//! How a measurement with closed tags finds its row's cells: by the values' places in their sets.

use crate::model::closed::ClosedRows;
use crate::model::rows::OVERFLOWED;
use crate::model::{TagKey, View};
use crate::own;
use crate::registry::REGISTRY;
use crate::shard::{here, tagged};
use crate::tags;

impl View {
    /// Takes a value into the row of the current tags, and of those that are given before them.
    #[inline(never)] // So that a record in other views is as short as it was.
    pub(super) fn take_in_closed(
        &'static self,
        rows: &'static ClosedRows,
        bits: u64,
        given: &[(TagKey, &str)],
    ) {
        let row = tags::with_current(|current| {
            rows.closed.row(|key| {
                let mut of_key = given.iter().filter(|(known, _)| known.is(key));
                of_key.next().map(|(_, value)| *value).or_else(|| current.get(*key))
            })
        });
        if row == OVERFLOWED {
            own::OVERFLOWED_RECORDS.add(1);
        }
        let (cells, row) = (self.cells(), row as usize);
        let found = here::cells(&self.place);
        let found = found.and_then(|(shard, all)| Some((shard, tagged::of_row(all, row, cells)?)));
        match found {
            Some((shard, cells)) => self.aggregate(shard, cells, bits),
            None => here::slowly(|| {
                let Some(extent) = self.place.index() else { return };
                let all = cells * rows.closed.rows();
                here::settle(extent, all, REGISTRY.extents(), |shard, all| {
                    if let Some(cells) = tagged::of_row(all, row, cells) {
                        self.aggregate(shard, cells, bits);
                    }
                });
            }),
        }
    }
}
