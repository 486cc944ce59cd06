//! The rows that this thread recorded in last, by the values that were given for them.
//!
//! What is compared are the values, whole. The hash only says where to look, and is a cheap one:
//! whoever makes two of them equal makes a record look into the view's index, by a better one.

use std::cell::Cell;
use std::ptr;

use crate::model::TagKey;
use crate::model::rows::{Ends, Row, Rows};
use crate::shard::{Cells, Shard, here};

/// Rows that are remembered, of all views together; 2.5 KiB of a thread that uses them.
const ROWS: usize = 64;

thread_local! {
    /// It has no destructor, so it can be read as long as the thread runs.
    static KNOWN: [Cell<Known>; ROWS] = const { [const { Cell::new(NONE) }; ROWS] };
}

/// A row's cells in this thread's shard.
#[derive(Clone, Copy)]
struct Known {
    /// Where the view's rows lie, which are never freed.
    rows: usize,
    /// Where the shard lies: this thread may come to record in another.
    shard: usize,
    row: Option<&'static Row>,
    cells: Cells,
}

const NONE: Known = Known { rows: 0, shard: 0, row: None, cells: &[] };

/// Values that are given for a record, in the order of a view's columns; and what they are looked
/// for by. As many as the compiler is told: it takes the loops apart.
#[derive(Clone, Copy)]
pub(super) struct Told<'a, const N: usize> {
    given: &'a [(TagKey, &'a str); N],
    ends: [Ends; N],
    pub(super) hash: u64,
}

impl<'a, const N: usize> Told<'a, N> {
    /// `None` where they are not the values of these keys, or in another order.
    #[inline(always)]
    pub(super) fn new(keys: &[TagKey], given: &'a [(TagKey, &'a str)]) -> Option<Self> {
        let (keys, given) = (keys.first_chunk::<N>()?, given.first_chunk::<N>()?);
        let mut told = Told { given, ends: [Ends::default(); N], hash: 0 };
        for ((ends, key), (given, value)) in told.ends.iter_mut().zip(keys).zip(given) {
            if !given.is(key) {
                return None;
            }
            *ends = Ends::of(value);
            told.hash = ends.hash_after(told.hash);
        }
        Some(told)
    }

    /// The cells of their row, if this thread remembers it.
    #[inline(always)]
    pub(super) fn find(&self, rows: &'static Rows) -> Option<(&'static Shard, Cells)> {
        let shard = here::shard();
        let known = KNOWN.with(|known| known[place(self.hash)].get());
        let is_meant = known.rows == ptr::from_ref(rows).addr()
            && known.shard == ptr::from_ref(shard).addr()
            && known.row?.is_told_by(self.given, &self.ends);
        is_meant.then_some((shard, known.cells))
    }
}

/// Remembers the row that values of this hash were found to be of.
pub(super) fn remember(
    rows: &'static Rows,
    hash: u64,
    row: &'static Row,
    shard: &'static Shard,
    cells: Cells,
) {
    let (rows, shard) = (ptr::from_ref(rows).addr(), ptr::from_ref(shard).addr());
    KNOWN.with(|known| known[place(hash)].set(Known { rows, shard, row: Some(row), cells }));
}

#[inline(always)]
fn place(hash: u64) -> usize {
    (hash >> 48) as usize % ROWS
}
