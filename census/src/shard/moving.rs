//! Records in rows that can go: by a pass that the thread remembers, or under the rows' lock.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use crate::clock;
use crate::model::View;
use crate::model::rows::{Live, Moving, OVERFLOWED, Row, Rows};
use crate::own;
use crate::shard::recent::{self, Recent};
use crate::shard::tagged::{self, Given};
use crate::shard::{Shard, here};
use crate::tags;

/// Rows that a thread remembers by their values, of all views together: it keeps their tags.
const ROWS: usize = 64;

thread_local! {
    static KNOWN: RefCell<Vec<Option<Known>>> = const { RefCell::new(Vec::new()) };
}

/// A row that this thread has recorded in.
struct Known {
    /// Where the view's rows lie, which are never freed.
    view: usize,
    /// Where the shard lies: this thread may come to record in another.
    shard: usize,
    row: Arc<Row>,
    recent: Recent,
}

impl View {
    #[inline(never)]
    pub(super) fn take_in_moving(
        &'static self,
        rows: &'static Rows,
        moving: &'static Moving,
        bits: u64,
        given: Given<'_>,
    ) {
        let known = if given.is_empty() { recent::find(rows, tags::current_id()) } else { None };
        if !known.is_some_and(|known| self.take_by_pass(moving, bits, known)) {
            tagged::with_values(self.tag_keys(), given, |values, map| {
                let hash = rows.seed.hash(values.iter().copied());
                let map = given.is_empty().then_some(map);
                match known_of(rows, hash, values) {
                    Some(known) if self.take_by_pass(moving, bits, known) => {
                        let (shard, recent) = known;
                        map.into_iter().for_each(|map| recent::remember(rows, map, shard, recent));
                    }
                    _ => here::slowly(|| {
                        self.settle_in_moving(rows, moving, bits, hash, values, map);
                    }),
                }
            });
        }
    }

    /// Whether the pass was still good, and the value is taken.
    #[inline]
    fn take_by_pass(&self, moving: &Moving, bits: u64, (shard, recent): (&Shard, Recent)) -> bool {
        shard.pinned(
            || moving.takes(recent.row, recent.pass),
            || self.aggregate(shard, recent.cells, bits),
        )
    }

    /// Part of the slow path: the row stays until this is over.
    fn settle_in_moving(
        &'static self,
        rows: &'static Rows,
        moving: &Moving,
        bits: u64,
        hash: u64,
        values: &[Option<&str>],
        map: Option<u64>,
    ) {
        moving.with(hash, values.iter().copied(), clock::wall(), |Live { number, pass, row }| {
            self.settle_in_row(rows, number, bits);
            if number == OVERFLOWED {
                return own::OVERFLOWED_RECORDS.add(1);
            }
            let Some((shard, cells)) = tagged::here(rows, number) else { return };
            let recent = Recent { cells, row: number, pass };
            map.into_iter().for_each(|map| recent::remember(rows, map, shard, recent));
            remember(rows, hash, shard, row, recent);
        });
    }
}

/// The row of these values, if this thread remembers it.
fn known_of(
    rows: &'static Rows,
    hash: u64,
    values: &[Option<&str>],
) -> Option<(&'static Shard, Recent)> {
    let shard = here::shard();
    let find = |known: &RefCell<Vec<Option<Known>>>| {
        let known = known.try_borrow().ok()?;
        let known = known.get(hash as usize % ROWS)?.as_ref()?;
        let is_meant = known.view == ptr::from_ref(rows).addr()
            && known.shard == ptr::from_ref(shard).addr()
            && known.row.is_of(values.iter().copied());
        is_meant.then_some((shard, known.recent))
    };
    // A thread that ends has forgotten.
    KNOWN.try_with(find).ok().flatten()
}

fn remember(rows: &'static Rows, hash: u64, shard: &'static Shard, row: Arc<Row>, recent: Recent) {
    let (view, shard) = (ptr::from_ref(rows).addr(), ptr::from_ref(shard).addr());
    let known = Known { view, shard, row, recent };
    let _ = KNOWN.try_with(|all| {
        let Ok(mut all) = all.try_borrow_mut() else { return };
        all.resize_with(ROWS, || None);
        all[hash as usize % ROWS] = Some(known);
    });
}
