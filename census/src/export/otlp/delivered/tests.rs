//! Rows come, go on, begin anew and vanish; no delta counts twice, and none is lost.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::model::{Aggregation, Measure, TagKey, View};

static CALLS: Measure<i64> = Measure::new("delivered/calls", "1");
static VIEW: View =
    View::new("delivered/calls", &CALLS, Aggregation::Count).columns(&[TagKey::new("method")]);
static OTHER: View = View::new("delivered/other", &CALLS, Aggregation::Count);

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A snapshot at a time: of each row its tag, its start and its count.
fn snapshot(time: u64, rows: &[(&str, u64, u64)]) -> Snapshot {
    let row = |&(tag, start, count): &(&str, u64, u64)| Row {
        tags: vec![Some(Arc::from(tag))],
        start: at(start),
        data: Data::Count(count),
    };
    Snapshot::new(at(time), vec![ViewData::new(&VIEW, rows.iter().map(row).collect())])
}

/// Of each row that a delta has: from when to when, and how many.
fn deltas(delivered: &Delivered, snapshot: &Snapshot) -> Vec<(u64, u64, u64)> {
    let data = &snapshot.views()[0];
    let mut intervals = delivered.intervals(data, snapshot.time());
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).expect("later").as_secs();
    let count = |data: &Data| if let Data::Count(count) = data { *count } else { 0 };
    let delta = |row: &Row| {
        let interval = intervals.of(row)?;
        let before = interval.before.map_or(0, count);
        Some((seconds(interval.start), seconds(interval.end), count(&row.data) - before))
    };
    data.rows().iter().filter_map(delta).collect()
}

fn deliver(delivered: &mut Delivered, snapshot: &Snapshot) {
    delivered.put(&snapshot.views()[0], snapshot, true);
    delivered.complete(snapshot);
}

#[test]
fn a_delta_begins_where_the_last_delivery_ended_and_a_row_without_records_has_none() {
    let mut delivered = Delivered::default();
    let first = snapshot(10, &[("a", 1, 0), ("b", 2, 5)]);
    assert_eq!(deltas(&delivered, &first), [(1, 10, 0), (2, 10, 5)]);
    deliver(&mut delivered, &first);
    let second = snapshot(20, &[("a", 1, 3), ("b", 2, 5)]);
    assert_eq!(deltas(&delivered, &second), [(10, 20, 3)]);
}

#[test]
fn what_was_not_delivered_is_in_the_next_delta() {
    let mut delivered = Delivered::default();
    deliver(&mut delivered, &snapshot(10, &[("a", 1, 2)]));
    let _failed = snapshot(20, &[("a", 1, 4)]);
    assert_eq!(deltas(&delivered, &snapshot(30, &[("a", 1, 5)])), [(10, 30, 3)]);
}

#[test]
fn rows_come_in_between_and_vanish() {
    let mut delivered = Delivered::default();
    deliver(&mut delivered, &snapshot(10, &[("b", 1, 1), ("d", 1, 1), ("f", 1, 1)]));
    let next = snapshot(20, &[("a", 15, 1), ("c", 15, 2), ("d", 1, 4), ("g", 15, 5)]);
    assert_eq!(deltas(&delivered, &next), [(15, 20, 1), (15, 20, 2), (10, 20, 3), (15, 20, 5)]);
}

#[test]
fn a_row_that_began_anew_counts_whole_and_not_before_the_last_delivery() {
    let mut delivered = Delivered::default();
    deliver(&mut delivered, &snapshot(10, &[("a", 1, 7), ("b", 1, 7)]));
    let next = snapshot(20, &[("a", 12, 9), ("b", 1, 2)]);
    assert_eq!(deltas(&delivered, &next), [(12, 20, 9), (10, 20, 2)]);
}

#[test]
fn an_export_that_broke_off_goes_on_and_a_whole_one_is_sent_again() {
    let mut delivered = Delivered::default();
    let row = Row { tags: Vec::new(), start: at(1), data: Data::Count(1) };
    let other = ViewData::new(&OTHER, vec![row]);
    let mut views = snapshot(10, &[("a", 1, 1)]).views().to_vec();
    views.push(other);
    let both = Snapshot::new(at(10), views);
    delivered.put(&both.views()[0], &both, false);
    let has =
        |delivered: &Delivered| both.views().iter().map(|v| delivered.has(v, &both)).collect();
    let had: Vec<bool> = has(&delivered);
    assert_eq!(had, [true, false]);
    delivered.put(&both.views()[1], &both, false);
    delivered.complete(&both);
    let had: Vec<bool> = has(&delivered);
    assert_eq!(had, [false, false]);
}

#[test]
fn a_view_that_is_gone_is_forgotten() {
    let mut delivered = Delivered::default();
    deliver(&mut delivered, &snapshot(10, &[("a", 1, 1)]));
    delivered.complete(&Snapshot::new(at(20), Vec::new()));
    assert!(delivered.views.is_empty());
}
