//! Sums that do not lose what a single `f64` would: twice the digits, so that the mean and the
//! deviation are right on any input, in whatever order threads' parts are put together.

use std::ops::{Add, Div, Mul, Sub};

/// An unevaluated sum of two `f64`, the second at most half a unit in the last place of the first:
/// some 106 bits of mantissa.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Exact {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl Exact {
    /// A value and what it left out.
    pub(crate) const fn new(high: f64, low: f64) -> Self {
        Exact { high, low }
    }

    /// The exact square of a value (short of underflow).
    #[inline]
    pub(crate) fn square(value: f64) -> Self {
        product(value, value)
    }

    /// The nearest `f64`.
    pub(crate) fn value(self) -> f64 {
        self.high + self.low
    }

    /// Σ(x − mean)² of `count` values with this sum, given the sum of their squares.
    pub(crate) fn squared_deviation(self, squares: Exact, count: u64) -> f64 {
        if count == 0 {
            return 0.0;
        }
        let mean = self / count as f64;
        let deviation = (squares - self * mean).value();
        // Rounding may leave a hair below zero where all values are equal.
        if deviation > 0.0 { deviation } else { 0.0 }
    }
}

impl From<f64> for Exact {
    fn from(value: f64) -> Self {
        Exact::new(value, 0.0)
    }
}

impl From<i128> for Exact {
    fn from(value: i128) -> Self {
        let high = value as f64;
        // Beyond 2^127 the cast back saturates; the rest is then lost, some 1e-16 of the value.
        Exact::new(high, value.saturating_sub(high as i128) as f64)
    }
}

impl Add for Exact {
    type Output = Exact;

    #[inline]
    fn add(self, other: Exact) -> Exact {
        let (sum, error) = two_sum(self.high, other.high);
        quick_two_sum(sum, error + (self.low + other.low))
    }
}

impl Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        self + Exact::new(-other.high, -other.low)
    }
}

impl Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        let main = product(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        quick_two_sum(main.high, main.low + cross)
    }
}

impl Div<f64> for Exact {
    type Output = Exact;

    fn div(self, divisor: f64) -> Exact {
        let first = self.high / divisor;
        let rest = self - product(first, divisor);
        quick_two_sum(first, rest.value() / divisor)
    }
}

/// a + b and its rounding error (Knuth 1969).
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let from_b = sum - a;
    (sum, (a - (sum - from_b)) + (b - from_b))
}

/// The same where |a| ≥ |b| (Dekker 1971). An overflow stays at the largest number: an infinity
/// could meet its opposite in another thread's sum, and both be none.
#[inline]
fn quick_two_sum(a: f64, b: f64) -> Exact {
    let sum = a + b;
    let error = b - (sum - a);
    if error.is_finite() {
        Exact::new(sum, error)
    } else {
        Exact::new(a.clamp(f64::MIN, f64::MAX), 0.0)
    }
}

/// a × b and its rounding error (Veltkamp 1968, Dekker 1971): without a fused multiply-add, which
/// the x86-64 baseline has not.
#[inline]
fn product(a: f64, b: f64) -> Exact {
    let product = a * b;
    let (a_high, a_low) = split(a);
    let (b_high, b_low) = split(b);
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    Exact::new(product, if error.is_finite() { error } else { 0.0 })
}

/// A value as the sum of two of 26 bits each.
#[inline]
fn split(value: f64) -> (f64, f64) {
    let scaled = value * 134_217_729.0; // 2^27 + 1
    let high = scaled - (scaled - value);
    (high, value - high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sums(values: &[f64]) -> (Exact, Exact) {
        values.iter().fold(Default::default(), |(sum, squares), &value| {
            (sum + Exact::from(value), squares + Exact::square(value))
        })
    }

    /// The recurrence of OpenCensus.
    fn welford(values: &[f64]) -> (f64, f64) {
        let (mut mean, mut deviation) = (0.0, 0.0);
        for (n, value) in values.iter().enumerate() {
            let before = mean;
            mean += (value - mean) / (n + 1) as f64;
            deviation += (value - before) * (value - mean);
        }
        (mean, deviation)
    }

    #[test]
    fn a_small_value_beside_a_large_one_is_not_lost() {
        let (sum, _) = sums(&[1e16, 1.0, -1e16]);
        assert_eq!(sum.value(), 1.0);
    }

    #[test]
    fn the_deviation_of_values_far_from_zero_is_right() {
        // A plain sum of squares gives 0 or worse here.
        let values: Vec<f64> = (0..10).map(|at| 1e9 + f64::from(at)).collect();
        let (sum, squares) = sums(&values);
        assert_eq!(sum.squared_deviation(squares, 10), 82.5);
    }

    #[test]
    fn whole_numbers_of_128_bits_keep_106() {
        let large = (1i128 << 100) + 1;
        assert_eq!(Exact::from(large), Exact::new((1i128 << 100) as f64, 1.0));
        assert_eq!(Exact::from(-large).value(), -((1i128 << 100) as f64));
    }

    #[test]
    fn an_overflow_stays_at_the_largest_number() {
        let (sum, squares) = sums(&[1e200, -1e200, 3.0]);
        assert_eq!(sum.value(), 3.0);
        assert_eq!(squares.value(), f64::MAX);
        let (most, least) = (Exact::from(f64::MAX), Exact::from(f64::MIN));
        assert_eq!((most + most).value(), f64::MAX);
        assert_eq!((most + most + (least + least)).value(), 0.0);
        assert!((most + most).squared_deviation(Exact::square(f64::MAX), 2).is_finite());
    }

    proptest! {
        #[test]
        fn mean_and_deviation_are_welfords(
            values in prop::collection::vec(-1e9..1e9f64, 1..200),
            cut in 0..200usize,
        ) {
            let (mean, deviation) = welford(&values);
            let (one, other) = values.split_at(cut.min(values.len()));
            let ((sum, squares), (more, more_squares)) = (sums(one), sums(other));
            // Other way round: the order of the threads' parts must not matter.
            let (sum, squares) = (more + sum, more_squares + squares);
            let count = values.len() as u64;
            let got = sum.squared_deviation(squares, count);
            prop_assert!((sum.value() / count as f64 - mean).abs() <= 1e-9 * mean.abs().max(1.0));
            prop_assert!((got - deviation).abs() <= 1e-9 * deviation.max(1.0));
        }
    }
}
