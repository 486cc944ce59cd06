//! Rows that go: when they were touched last, and how their places become free.

use std::collections::BTreeMap;
use std::ptr;
use std::time::{Instant, SystemTime};

use crate::collector::{self, Totals};
use crate::model::View;
use crate::model::rows::{Live, Moving, Rows};
use crate::shard::here::POOL;
use crate::shard::lease::every;
use crate::snapshot::{receipt, views};

/// What the rows that can go had when they were looked at last, by view and number.
#[derive(Debug)]
pub(super) struct Watch(BTreeMap<(usize, u32), Seen>);

#[derive(Debug)]
struct Seen {
    pass: u64,
    totals: Option<Totals>,
    /// When they were first seen so: on this clock, and in the time of snapshots.
    since: Instant,
    time: SystemTime,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Watch(BTreeMap::new())
    }

    /// Looks at a view's rows, with what a reading of that time found in them, and lets those go
    /// that have been the same for too long. Gives those that stay.
    pub(super) fn look<'a>(
        &mut self,
        view: &'static View,
        rows: &'static Rows,
        moving: &Moving,
        live: Vec<Live>,
        totals: impl Fn(u32) -> Option<&'a Totals>,
        (now, time): (Instant, SystemTime),
    ) -> Vec<Live> {
        let place = |row: &Live| (ptr::from_ref(rows).addr(), row.number);
        let delivered = receipt::delivered();
        let mut due = Vec::new();
        for row in &live {
            let totals = totals(row.number);
            let fresh = || Seen { pass: row.pass, totals: totals.cloned(), since: now, time };
            let seen = self.0.entry(place(row)).or_insert_with(fresh);
            if seen.pass != row.pass || seen.totals.as_ref() != totals {
                *seen = fresh();
            } else if now.saturating_duration_since(seen.since) >= moving.after
                && delivered >= seen.time
                && time > seen.time
            {
                due.push(row.clone());
            }
        }
        if due.is_empty() {
            return live;
        }
        let seen = |row: &Live| self.0.get(&place(row)).and_then(|seen| seen.totals.as_ref());
        let gone = let_go(view, rows, moving, due, time, |row, now| now == seen(row));
        let is_gone = |row: &Live| gone.iter().any(|gone| gone.number == row.number);
        gone.iter().for_each(|row| drop(self.0.remove(&place(row))));
        live.into_iter().filter(|row| !is_gone(row)).collect()
    }
}

/// Lets rows go, each if `is_over` says yes to what the process has in it when nobody records in
/// it any more, and if no test scope has anything in it. They were shown up to `time`. Gives those
/// that are gone, whose places are free.
pub(super) fn let_go(
    view: &'static View,
    rows: &'static Rows,
    moving: &Moving,
    due: Vec<Live>,
    time: SystemTime,
    is_over: impl Fn(&Live, Option<&Totals>) -> bool,
) -> Vec<Live> {
    let closed = moving.close(due);
    // After the closing: a shard that is added later has no pass of before.
    let every = every::shard();
    let all_pass = every.iter().all(|shard| shard.passes());
    let pool = POOL.shards();
    let is_pools = |shard: &&_| pool.iter().any(|own| ptr::eq(*own, *shard));
    let (own, scopes): (Vec<_>, Vec<_>) = every.iter().copied().partition(is_pools);
    let cells = |row: &Live| {
        let extent = rows.extent(rows.place(row.number).0)?;
        Some((extent, rows.cells(row.number)))
    };
    let gone = moving.settle(closed, time, |row| {
        let Some((extent, cells)) = cells(row) else { return all_pass };
        let totals = |shards| collector::totals_of(shards, view, extent, cells.clone());
        all_pass && totals(&scopes).is_none() && is_over(row, totals(&own).as_ref())
    });
    for (extent, cells) in gone.iter().filter_map(cells) {
        collector::clear(&every, extent, cells.clone());
        views::forget(extent, cells.start / view.cells());
    }
    moving.free(&gone);
    gone
}
