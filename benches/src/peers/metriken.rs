//! `metriken`: statics, shared between the threads or sharded.

use std::time::Instant;

use metriken::{
    AtomicCounterHistogram, Counter, ShardedCounterGroup, ShardedCounterHistogram, metric,
};

use crate::row::{Exported, Kind, Row};
use crate::work::body;

const NOTE: &str = "the buckets are its own, 7 bits of each power of two, not the 11 bounds";

#[metric(name = "counted")]
static COUNTED: Counter = Counter::new();
#[metric(name = "calls")]
static CALLS: Counter = Counter::new();
#[metric(name = "errors")]
static ERRORS: Counter = Counter::new();
#[metric(name = "latency")]
static LATENCY: AtomicCounterHistogram = AtomicCounterHistogram::new(7, 64);

const CALLED: usize = 0;
const FAILED: usize = 1;
#[metric(name = "sharded_counted")]
static SHARDED_COUNTED: ShardedCounterGroup = ShardedCounterGroup::new(1);
#[metric(name = "sharded_outcomes")]
static SHARDED_OUTCOMES: ShardedCounterGroup = ShardedCounterGroup::new(2);
#[metric(name = "sharded_latency")]
static SHARDED_LATENCY: ShardedCounterHistogram = ShardedCounterHistogram::new(7, 64);

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("metriken", Kind::Peer).count(count, counted).full(full, measured).notes(&[NOTE]),
        Row::new("metriken, sharded", Kind::Peer)
            .count(count_sharded, counted_sharded)
            .full(full_sharded, measured_sharded)
            .notes(&[NOTE]),
    ]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    COUNTED.increment();
    body(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    let _ = LATENCY.increment(start.elapsed().as_nanos() as u64);
    CALLS.increment();
    if result.is_err() {
        ERRORS.increment();
    }
    result
}

#[inline(never)]
fn count_sharded(input: u64) -> Result<u64, ()> {
    SHARDED_COUNTED.increment(CALLED);
    body(input)
}

#[inline(never)]
fn full_sharded(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    let _ = SHARDED_LATENCY.increment(start.elapsed().as_nanos() as u64);
    SHARDED_OUTCOMES.increment(CALLED);
    if result.is_err() {
        SHARDED_OUTCOMES.increment(FAILED);
    }
    result
}

fn counted() -> Exported {
    Exported { calls: COUNTED.value(), ..Exported::default() }
}

fn measured() -> Exported {
    let timed = LATENCY.load().map(|histogram| histogram.as_slice().iter().sum());
    Exported { calls: CALLS.value(), errors: Some(ERRORS.value()), timed }
}

fn counted_sharded() -> Exported {
    Exported { calls: SHARDED_COUNTED.value(CALLED).unwrap_or(0), ..Exported::default() }
}

fn measured_sharded() -> Exported {
    let timed = SHARDED_LATENCY.load().map(|histogram| histogram.as_slice().iter().sum());
    Exported {
        calls: SHARDED_OUTCOMES.value(CALLED).unwrap_or(0),
        errors: SHARDED_OUTCOMES.value(FAILED),
        timed,
    }
}
