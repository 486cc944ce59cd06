//! What a value does to the cells of its extent: which cells they are.

use std::sync::atomic::Ordering::Relaxed;

use crate::clock;
use crate::model::{Aggregation, Bounds, Kind, Number, View};
use crate::own;
use crate::shard::{Shard, change};
use crate::sync::AtomicU64;

impl View {
    /// How many cells it has in a shard.
    ///
    /// | aggregation | cells |
    /// |---|---|
    /// | count, sum of `i64` | the count; the sum |
    /// | sum of `f64`, last value | the sum (2); a stamp and the value |
    /// | distribution | sum (2), sum of squares (2), at each bound, buckets |
    ///
    /// A row of a sum has one cell more, the number of its records: a sum of zero is one too, and a
    /// row that nobody added to is none.
    pub(crate) fn cells(&self) -> usize {
        let records = usize::from(!self.tag_keys().is_empty());
        match (self.aggregation(), self.kind()) {
            (Aggregation::Count, _) => 1,
            (Aggregation::Sum, Kind::I64) => 1 + records,
            (Aggregation::Sum, Kind::F64) => 2 + records,
            (Aggregation::LastValue, _) => 2,
            (Aggregation::Distribution(bounds), _) => 4 + bounds.len() + bounds.len() + 1,
        }
    }

    /// Puts a finite value into its cells; the bits are of the measure's kind.
    #[inline]
    pub(crate) fn aggregate(&self, shard: &Shard, cells: &[AtomicU64], bits: u64) {
        match (self.aggregation(), cells) {
            (Aggregation::Count, [count]) => change::add(count, 1),
            _ => self.aggregate_value(shard, cells, bits),
        }
    }

    #[inline(never)]
    fn aggregate_value(&self, shard: &Shard, cells: &[AtomicU64], bits: u64) {
        let value = Number::of_bits(self.kind(), bits);
        match (self.aggregation(), value, cells) {
            (Aggregation::Sum, Number::I64(value), [sum, records @ ..]) if value >= 0 => {
                add_up(sum, value);
                records.iter().for_each(|records| change::add(records, 1));
            }
            (Aggregation::Sum, Number::F64(value), [high, low, records @ ..]) if value >= 0.0 => {
                change::sum(shard, high, low, value);
                records.iter().for_each(|records| change::add(records, 1));
            }
            (Aggregation::LastValue, _, [stamp, last]) => {
                change::last(shard, stamp, last, clock::stamp(), bits);
            }
            (Aggregation::Distribution(bounds), value, cells) => {
                distribute(shard, cells, value, &bounds);
            }
            _ => own::REFUSED_RECORDS.add(1),
        }
    }
}

/// Adds to a cumulative sum what is not negative; it stays at the last `i64`.
fn add_up(sum: &AtomicU64, value: i64) {
    let before = sum.load(Relaxed) as i64;
    match before.checked_add(value) {
        Some(after) => sum.store(after as u64, Relaxed),
        None => {
            sum.store(i64::MAX as u64, Relaxed);
            own::SATURATED_RECORDS.add(1);
        }
    }
}

fn distribute(shard: &Shard, cells: &[AtomicU64], value: Number, bounds: &Bounds) {
    let (at, equal) = bucket(value, bounds);
    let at_bound = if equal { at.checked_sub(1) } else { None };
    change::spread(shard, cells, value, bounds.len(), at, at_bound);
}

/// The bucket `[lower, upper)` that a value is in, and whether it equals the bucket's lower bound.
pub(super) fn bucket(value: Number, bounds: &Bounds) -> (usize, bool) {
    let bounds = bounds.numbers();
    let at = if bounds.len() <= change::SCAN_MAX {
        bounds.iter().position(|&bound| below(value, bound)).unwrap_or(bounds.len())
    } else {
        bounds.partition_point(|&bound| !below(value, bound))
    };
    let equal = at.checked_sub(1).and_then(|before| bounds.get(before));
    (at, equal.is_some_and(|&bound| !above(value, bound)))
}

/// value < bound, exactly: an `i64` is not rounded to an `f64` for it.
fn below(value: Number, bound: f64) -> bool {
    match value {
        Number::F64(value) => value < bound,
        Number::I64(value) => i128::from(value) < bound.ceil() as i128,
    }
}

/// value > bound, exactly.
fn above(value: Number, bound: f64) -> bool {
    match value {
        Number::F64(value) => value > bound,
        Number::I64(value) => i128::from(value) > bound.floor() as i128,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_its_lower_bound_and_not_its_upper() {
        let bounds = Bounds::new(&[-1.0, 0.0, 2.5]);
        let buckets = |values: &[f64]| -> Vec<_> {
            values.iter().map(|&value| bucket(Number::F64(value), &bounds)).collect()
        };
        assert_eq!(
            buckets(&[-2.0, -1.0, -0.5, 0.0, 2.4, 2.5, 9.0]),
            [(0, false), (1, true), (1, false), (2, true), (2, false), (3, true), (3, false)]
        );
        let whole = |value| bucket(Number::I64(value), &bounds);
        assert_eq!([whole(-1), whole(2), whole(3)], [(1, true), (2, false), (3, false)]);
    }

    #[test]
    fn an_i64_is_compared_without_rounding() {
        // 2^53 + 1 is no f64: rounded, it would equal the bound.
        let bound = 9_007_199_254_740_992.0;
        let bounds = Bounds::new(&[9_007_199_254_740_992.0]);
        assert_eq!(bucket(Number::I64(9_007_199_254_740_993), &bounds), (1, false));
        assert!(!above(Number::I64(9_007_199_254_740_992), bound));
        assert!(below(Number::I64(i64::MAX), 9.3e18));
        assert!(above(Number::I64(i64::MIN), -1e300));
        assert!(!below(Number::I64(i64::MAX), f64::MIN));
    }

    #[test]
    fn many_bounds_are_halved_to_the_same_bucket() {
        const MANY: [f64; 40] = {
            let mut bounds = [0.0; 40];
            let mut at = 0;
            while at < 40 {
                bounds[at] = at as f64;
                at += 1;
            }
            bounds
        };
        let bounds = Bounds::new(&MANY);
        assert_eq!(bucket(Number::F64(-0.5), &bounds), (0, false));
        assert_eq!(bucket(Number::F64(7.0), &bounds), (8, true));
        assert_eq!(bucket(Number::F64(99.0), &bounds), (40, false));
    }
}
