//! What has arrived: where a delta begins, and where an export goes on that broke off.

use std::collections::{BTreeMap, VecDeque};
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
    /// Views that the backend refused when they came alone. The one that waited longest is first.
    shunned: VecDeque<&'static str>,
}

/// What the backend took of one view.
#[derive(Debug)]
struct Sent {
    time: SystemTime,
    /// Sorted by tag values, as they were in the view; none where nobody will subtract them.
    rows: Vec<Row>,
}

impl Delivered {
    /// Whether the view's data of this snapshot are there already, from a try that broke off later.
    pub(super) fn has(&self, data: &ViewData, snapshot: &Snapshot) -> bool {
        let time = snapshot.time();
        let sent = self.views.get(data.view().name());
        self.under_way == Some(time) && sent.is_some_and(|sent| sent.time == time)
    }

    /// The intervals of a view's rows, to be asked for in their order.
    pub(super) fn intervals(&self, data: &ViewData, end: SystemTime) -> Intervals<'_> {
        let sent = self.views.get(data.view().name());
        Intervals {
            rows: sent.map_or(&[], |sent| &sent.rows),
            since: sent.map(|sent| sent.time),
            end,
        }
    }

    /// Remembers that the backend has a view's data; `rows` too, where deltas are wanted.
    pub(super) fn put(&mut self, data: &ViewData, snapshot: &Snapshot, rows: bool) {
        let rows = if rows { data.rows().to_vec() } else { Vec::new() };
        self.under_way = Some(snapshot.time());
        self.shunned.retain(|name| *name != data.view().name());
        self.views.insert(data.view().name(), Sent { time: snapshot.time(), rows });
    }

    /// Remembers that the backend refused a view that came alone. It keeps what it has to deliver,
    /// and no other waits for it: from now on it is sent by itself.
    pub(super) fn shun(&mut self, data: &ViewData) {
        let refused = data.view().name();
        self.shunned.retain(|name| *name != refused);
        self.shunned.push_back(refused);
    }

    /// The views that go alone, in the order in which they are to be tried.
    pub(super) fn shunned(&self) -> impl Iterator<Item = &'static str> {
        self.shunned.iter().copied()
    }

    /// Remembers that there is nothing more to send of a snapshot; forgets views that are gone.
    pub(super) fn complete(&mut self, snapshot: &Snapshot) {
        self.under_way = None;
        self.views.retain(|name, _| snapshot.view(name).is_some());
        self.shunned.retain(|name| snapshot.view(name).is_some());
    }
}

/// The intervals of a view's rows.
#[derive(Debug)]
pub(super) struct Intervals<'a> {
    /// Those that were delivered and not yet passed.
    rows: &'a [Row],
    since: Option<SystemTime>,
    end: SystemTime,
}

impl<'a> Intervals<'a> {
    /// The interval of a row that comes after the ones asked for before; `None` where nothing has
    /// happened in it.
    pub(super) fn of(&mut self, row: &Row) -> Option<Interval<'a>> {
        let gone = self.rows.iter().take_while(|before| before.tags < row.tags).count();
        self.rows = &self.rows[gone..];
        let (whole, end) = (row.start, self.end);
        let (Some(before), Some(since)) = (self.rows.first(), self.since) else {
            return Some(Interval { start: whole, end, before: None });
        };
        if before.tags != row.tags {
            return Some(Interval { start: whole, end, before: None });
        }
        match progress(before, row) {
            Progress::None => None,
            Progress::More => Some(Interval { start: since, end, before: Some(&before.data) }),
            Progress::Anew => Some(Interval { start: whole.max(since), end, before: None }),
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
