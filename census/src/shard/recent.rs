//! The rows that this thread recorded in last, by the map of tags that was current.
//!
//! A request's records have the same tags: from the second on, nothing is compared.

use std::cell::Cell;

use crate::model::rows::Rows;

/// Rows that are remembered: more than a request has views.
const ROWS: usize = 16;

thread_local! {
    /// It has no destructor, so it can be read as long as the thread runs.
    static RECENT: [Cell<Recent>; ROWS] = const { [const { Cell::new(NONE) }; ROWS] };
}

/// A row of a view, and the number of the map that it belongs to.
#[derive(Clone, Copy)]
struct Recent {
    /// Where the view's rows lie, which are never freed.
    view: usize,
    tags: u64,
    row: u32,
}

const NONE: Recent = Recent { view: 0, tags: 0, row: 0 };

/// The row of a map's tags, if this thread was there.
#[inline]
pub(super) fn row(rows: &'static Rows, tags: u64) -> Option<u32> {
    let view = std::ptr::from_ref(rows).addr();
    RECENT.with(|recent| {
        let recent = recent[place(view, tags)].get();
        (recent.view == view && recent.tags == tags).then_some(recent.row)
    })
}

/// Remembers the row of a map's tags: it stays the same for ever.
pub(super) fn remember(rows: &'static Rows, tags: u64, row: u32) {
    let view = std::ptr::from_ref(rows).addr();
    RECENT.with(|recent| recent[place(view, tags)].set(Recent { view, tags, row }));
}

fn place(view: usize, tags: u64) -> usize {
    // Neighbours in memory are views that are used together; so are maps of neighbouring numbers.
    (view / size_of::<Rows>()).wrapping_add(tags as usize) % ROWS
}
