//! What has arrived: where a delta begins, and where an export goes on that broke off.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

use super::point::Interval;
use crate::model::Number;
use crate::snapshot::{Data, Row, Snapshot, ViewData};

/// What the backend took, by view.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    views: BTreeMap<&'static str, Sent>,
    /// The time of a snapshot of which a part has arrived, and a part has not.
    under_way: Option<SystemTime>,
    /// What the backend refused when it came alone. What waited longest is first.
    shunned: VecDeque<Shunned>,
}

/// What the backend took of one view.
#[derive(Debug, Default)]
struct Sent {
    /// Of the snapshot whose rows all arrived.
    time: Option<SystemTime>,
    /// Sorted by tag values; none where nobody will subtract them.
    rows: Vec<SentRow>,
}

/// A row as it arrived, and when.
#[derive(Debug)]
struct SentRow {
    time: SystemTime,
    row: Row,
}

/// A row that goes by itself.
#[derive(Debug)]
pub(super) struct Shunned {
    pub(super) view: &'static str,
    pub(super) tags: Vec<Option<Arc<str>>>,
}

impl Delivered {
    /// Whether the view's data of this snapshot are there already, from a try that broke off later.
    pub(super) fn has(&self, data: &ViewData, snapshot: &Snapshot) -> bool {
        let time = Some(snapshot.time());
        let sent = self.views.get(data.view().name());
        self.under_way == time && sent.is_some_and(|sent| sent.time == time)
    }

    /// The intervals of a view's rows, to be asked for in their order.
    pub(super) fn intervals(&self, data: &ViewData, end: SystemTime) -> Intervals<'_> {
        let sent = self.views.get(data.view().name());
        Intervals { rows: sent.map_or(&[], |sent| &sent.rows), end }
    }

    /// Remembers that the backend has a view's data, all of its rows or some; `rows` too, where
    /// deltas are wanted.
    pub(super) fn put(&mut self, data: &ViewData, snapshot: &Snapshot, rows: bool) {
        let (name, time) = (data.view().name(), snapshot.time());
        self.under_way = Some(time);
        self.shunned.retain(|it| it.view != name || row_of(data, &it.tags).is_none());
        let all = snapshot.view(name).map_or(0, |data| data.rows().len());
        let is_whole = data.rows().len() == all;
        let sent = self.views.entry(name).or_default();
        if is_whole {
            sent.time = Some(time);
        }
        if rows {
            // Of the others what arrived before still holds.
            sent.rows.retain(|it| !is_whole && row_of(data, &it.row.tags).is_none());
            sent.rows.extend(data.rows().iter().map(|row| SentRow { time, row: row.clone() }));
            sent.rows.sort_by(|one, other| one.row.tags.cmp(&other.row.tags));
        }
    }

    /// Remembers that the backend refused a row that came alone. It keeps what it has to deliver,
    /// and no other waits for it: from now on it is sent without them.
    pub(super) fn shun(&mut self, data: &ViewData) {
        let view = data.view().name();
        self.shunned.retain(|it| it.view != view || row_of(data, &it.tags).is_none());
        for row in data.rows() {
            self.shunned.push_back(Shunned { view, tags: row.tags.clone() });
        }
    }

    /// The rows that go by themselves, in the order in which they are to be tried.
    pub(super) fn shunned(&self) -> impl Iterator<Item = &Shunned> {
        self.shunned.iter()
    }

    /// Remembers that there is nothing more to send of a snapshot; forgets views and rows that are
    /// gone.
    pub(super) fn complete(&mut self, snapshot: &Snapshot) {
        self.under_way = None;
        self.shunned.retain(|it| {
            snapshot.view(it.view).is_some_and(|data| row_of(data, &it.tags).is_some())
        });
        self.views.retain(|name, sent| {
            let Some(data) = snapshot.view(name) else { return false };
            if sent.time != Some(snapshot.time()) {
                sent.rows.retain(|it| row_of(data, &it.row.tags).is_some());
            }
            true
        });
    }
}

/// The row of these tags, if it is there.
pub(super) fn row_of<'a>(data: &'a ViewData, tags: &[Option<Arc<str>>]) -> Option<&'a Row> {
    let at = data.rows().binary_search_by(|row| row.tags.as_slice().cmp(tags)).ok()?;
    data.rows().get(at)
}

/// The intervals of a view's rows.
#[derive(Debug)]
pub(super) struct Intervals<'a> {
    /// Those that were delivered and not yet passed.
    rows: &'a [SentRow],
    end: SystemTime,
}

impl<'a> Intervals<'a> {
    /// The interval of a row that comes after the ones asked for before; `None` where nothing has
    /// happened in it.
    pub(super) fn of(&mut self, row: &Row) -> Option<Interval<'a>> {
        let gone = self.rows.iter().take_while(|before| before.row.tags < row.tags).count();
        self.rows = &self.rows[gone..];
        let (whole, end) = (row.start, self.end);
        let before = self.rows.first().filter(|before| before.row.tags == row.tags);
        let Some(SentRow { time, row: before }) = before else {
            return Some(Interval { start: whole, end, before: None });
        };
        match progress(before, row) {
            Progress::None => None,
            Progress::More => Some(Interval { start: *time, end, before: Some(&before.data) }),
            Progress::Anew => Some(Interval { start: whole.max(*time), end, before: None }),
        }
    }
}

/// What has become of a row.
enum Progress {
    None,
    More,
    /// It began again: its view was unregistered and registered.
    Anew,
}

fn progress(before: &Row, now: &Row) -> Progress {
    if before.start != now.start {
        return Progress::Anew;
    }
    let order = match (&before.data, &now.data) {
        (Data::Count(before), Data::Count(now)) => before.partial_cmp(now),
        (Data::Sum(Number::I64(before)), Data::Sum(Number::I64(now))) => before.partial_cmp(now),
        (Data::Sum(before), Data::Sum(now)) => before.as_f64().partial_cmp(&now.as_f64()),
        (Data::Distribution(before), Data::Distribution(now))
            if before.bucket_counts.len() == now.bucket_counts.len() =>
        {
            before.count().partial_cmp(&now.count())
        }
        _ => None,
    };
    match order {
        Some(std::cmp::Ordering::Equal) => Progress::None,
        Some(std::cmp::Ordering::Less) => Progress::More,
        Some(std::cmp::Ordering::Greater) | None => Progress::Anew,
    }
}

#[cfg(test)]
mod tests;
