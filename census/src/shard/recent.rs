//! The cells that this thread recorded in last, by the map of tags that was current.
//!
//! A request's records have the same tags: from the second on, nothing is compared.

use std::cell::Cell;
use std::ptr;

use crate::model::rows::Rows;
use crate::shard::{Cells, Shard, here};

/// Rows that are remembered: more than a request has views.
const ROWS: usize = 16;

thread_local! {
    /// It has no destructor, so it can be read as long as the thread runs.
    static RECENT: [Cell<Entry>; ROWS] = const { [const { Cell::new(NONE) }; ROWS] };
}

/// A row's cells in this thread's shard; of a row that can go, its number and a pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recent {
    pub(super) cells: Cells,
    pub(super) row: u32,
    pub(super) pass: u64,
}

/// What a view's row of a map is.
#[derive(Clone, Copy)]
struct Entry {
    /// Where the view's rows lie, which are never freed.
    view: usize,
    map: u64,
    /// Where the shard lies: this thread may come to record in another.
    shard: usize,
    recent: Recent,
}

const NONE: Entry =
    Entry { view: 0, map: 0, shard: 0, recent: Recent { cells: &[], row: 0, pass: 0 } };

/// The row of a map, if this thread was there.
#[inline]
pub(super) fn find(rows: &'static Rows, map: u64) -> Option<(&'static Shard, Recent)> {
    let view = ptr::from_ref(rows).addr();
    let shard = here::shard();
    RECENT.with(|entries| {
        let entry = entries[place(view, map)].get();
        let is_meant =
            entry.view == view && entry.map == map && entry.shard == ptr::from_ref(shard).addr();
        is_meant.then_some((shard, entry.recent))
    })
}

/// Remembers the row of a map.
pub(super) fn remember(rows: &'static Rows, map: u64, shard: &'static Shard, recent: Recent) {
    let view = ptr::from_ref(rows).addr();
    let shard = ptr::from_ref(shard).addr();
    RECENT.with(|entries| entries[place(view, map)].set(Entry { view, map, shard, recent }));
}

#[inline]
fn place(view: usize, map: u64) -> usize {
    // By the golden ratio, which parts neighbours: views and maps that are used together are.
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    (((view >> 4) as u64 ^ map).wrapping_mul(GOLDEN) >> 32) as usize % ROWS
}
