//! What one record changes in the cells of its extent: all in one step of the shard's version.
//!
//! Loom checks this very code. It may therefore not see the clock, nor anything else that waits.

use std::sync::atomic::Ordering::{Relaxed, Release};

use crate::model::Number;
use crate::model::exact::Exact;
use crate::shard::Shard;
use crate::sync::{AtomicU64, own};

/// Bounds up to which a scan from the lowest is faster than halving.
pub(super) const SCAN_MAX: usize = 16;

/// Adds to a cell. Relaxed: the cell is its own payload; only this thread writes it.
#[inline]
pub(crate) fn add(cell: &AtomicU64, value: u64) {
    cell.store(own(cell).wrapping_add(value), Relaxed);
}

/// Adds to a cell that must not be seen before the cells written ahead of it.
#[inline]
pub(crate) fn add_last(cell: &AtomicU64, value: u64) {
    cell.store(own(cell).wrapping_add(value), Release);
}

/// Adds to a number of 128 bits.
#[inline]
fn add_wide(low: &AtomicU64, high: &AtomicU64, value: u128) {
    let (sum, carry) = own(low).overflowing_add(value as u64);
    low.store(sum, Relaxed);
    let rest = ((value >> 64) as u64).wrapping_add(u64::from(carry));
    if rest != 0 {
        add(high, rest);
    }
}

/// Adds to a sum of squares of 128 bits, which stays at its end.
fn add_square(low: &AtomicU64, high: &AtomicU64, value: u128) {
    let before = (u128::from(own(high)) << 64) | u128::from(own(low));
    let sum = before.saturating_add(value);
    low.store(sum as u64, Relaxed);
    high.store((sum >> 64) as u64, Relaxed);
}

/// Adds to a sum of two `f64`.
fn add_exact(high: &AtomicU64, low: &AtomicU64, value: Exact) {
    let load = |cell: &AtomicU64| f64::from_bits(own(cell));
    let sum = Exact::new(load(high), load(low)) + value;
    high.store(sum.high.to_bits(), Relaxed);
    low.store(sum.low.to_bits(), Relaxed);
}

/// The bucket of a call's time.
pub(crate) fn bucket_of(nanoseconds: u64, bounds: &[u64]) -> usize {
    if bounds.len() <= SCAN_MAX {
        bounds.iter().position(|&bound| nanoseconds < bound).unwrap_or(bounds.len())
    } else {
        bounds.partition_point(|&bound| bound <= nanoseconds)
    }
}

/// Puts a call's time into the cells of its function, and its failure and what it was to an
/// objective, where they have a cell.
#[inline(always)]
pub(crate) fn time(
    shard: &Shard,
    cells: &[AtomicU64],
    nanoseconds: u64,
    bucket: usize,
    failure: Option<usize>,
    event: Option<usize>,
) {
    let Some(bucket) = cells.get(bucket) else { return };
    let [sum, sum_high, squares, squares_high, ..] = cells else { return };
    let failure = failure.and_then(|at| cells.get(at));
    let event = event.and_then(|at| cells.get(at));
    shard.write(|| {
        add(bucket, 1);
        add_wide(sum, sum_high, u128::from(nanoseconds));
        add_wide(squares, squares_high, u128::from(nanoseconds) * u128::from(nanoseconds));
        if let Some(failure) = failure {
            add_last(failure, 1);
        }
        if let Some(event) = event {
            add_last(event, 1);
        }
    });
}

/// Puts a value into a sum of two `f64`.
pub(crate) fn sum(shard: &Shard, high: &AtomicU64, low: &AtomicU64, value: f64) {
    shard.write(|| add_exact(high, low, Exact::from(value)));
}

/// Puts a value in the place of the last, and its stamp after it: a reader who sees the stamp sees
/// the value too, so that a half-written one never stands for the latest.
pub(crate) fn last(shard: &Shard, stamp: &AtomicU64, last: &AtomicU64, now: u64, bits: u64) {
    shard.write(|| {
        last.store(bits, Relaxed);
        stamp.store(now, Release);
    });
}

/// Puts a value into a distribution: into the bucket, and beside it where it equals a bound.
pub(crate) fn spread(
    shard: &Shard,
    cells: &[AtomicU64],
    value: Number,
    bounds: usize,
    bucket: usize,
    at_bound: Option<usize>,
) {
    let [sum, sum_low, squares, squares_low, counts @ ..] = cells else { return };
    let Some((at_bounds, buckets)) = counts.split_at_checked(bounds) else { return };
    let Some(bucket) = buckets.get(bucket) else { return };
    let at_bound = at_bound.and_then(|at| at_bounds.get(at));
    shard.write(|| {
        add(bucket, 1);
        if let Some(at_bound) = at_bound {
            add_last(at_bound, 1);
        }
        match value {
            Number::I64(value) => {
                let wide = i128::from(value);
                add_wide(sum, sum_low, wide as u128);
                add_square(squares, squares_low, wide.unsigned_abs().pow(2));
            }
            Number::F64(value) => {
                add_exact(sum, sum_low, Exact::from(value));
                add_exact(squares, squares_low, Exact::square(value));
            }
        }
    });
}
