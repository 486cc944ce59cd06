//! How the values of a row are distributed, and what can be read from that.

use crate::model::Number;
use crate::snapshot::Exemplar;

/// How values are distributed: their number, sum, deviation, and how many fell into each bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// The sum of the values: whole where they are, unless it is more than an `i64` holds.
    pub sum: Number,
    /// Σ(value − mean)².
    pub sum_of_squared_deviation: f64,
    /// How many values fell into each bucket `[bound[i - 1], bound[i])`: one more than bounds.
    pub bucket_counts: Vec<u64>,
    /// How many values equalled each bound; they stand in the bucket above it. Empty for a
    /// function's latency, whose values are nanoseconds read from a clock.
    pub at_bound: Vec<u64>,
    /// Single values, at most one for each bucket. Sorted by value.
    pub exemplars: Vec<Exemplar>,
}

impl Distribution {
    /// How many values there were: the sum of the buckets, so that the two never disagree.
    pub fn count(&self) -> u64 {
        self.bucket_counts.iter().sum()
    }

    /// The mean of the values; 0 where there are none.
    pub fn mean(&self) -> f64 {
        match self.count() {
            0 => 0.0,
            count => self.sum.as_f64() / count as f64,
        }
    }

    /// How many values were at most each bound, `(-∞, bound]` as Prometheus and OTLP have it;
    /// last, how many there were.
    pub fn cumulative_at_most(&self) -> impl Iterator<Item = u64> + '_ {
        let mut below = 0;
        self.bucket_counts.iter().enumerate().map(move |(at, count)| {
            below += count;
            below + self.at_bound.get(at).copied().unwrap_or(0)
        })
    }

    /// The value below which the share `quantile` of all values lies, read off the buckets by
    /// linear interpolation as Prometheus' `histogram_quantile` does; `None` where there are none.
    ///
    /// It is an estimate, no better than the buckets are narrow; beyond the last bound it is the
    /// last bound.
    pub fn quantile(&self, quantile: f64, bounds: &[f64]) -> Option<f64> {
        let count = self.count();
        let last = bounds.last()?;
        if count == 0 {
            return None;
        }
        let rank = quantile.clamp(0.0, 1.0) * count as f64;
        let mut below = 0;
        for (at, (&bucket, &upper)) in self.bucket_counts.iter().zip(bounds).enumerate() {
            if (below + bucket) as f64 >= rank && bucket > 0 {
                let lower = match at {
                    0 if upper > 0.0 => 0.0,
                    0 => return Some(upper),
                    _ => bounds[at - 1],
                };
                let share = ((rank - below as f64) / bucket as f64).max(0.0);
                return Some(lower + (upper - lower) * share);
            }
            below += bucket;
        }
        Some(*last)
    }
}
