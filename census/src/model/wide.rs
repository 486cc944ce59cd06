//! The deviation of whole numbers, which loses no digit: products of 256 bits.

/// Σ(x − mean)² of `count` whole numbers with this sum and this sum of squares.
///
/// It is (count · Σx² − (Σx)²) / count, rounded once, at the end: where all values are far from
/// zero, the two products agree in more digits than two `f64` hold.
pub(crate) fn squared_deviation(count: u64, sum: i128, squares: u128) -> f64 {
    let (high, low) = product(squares, count.into());
    let (less_high, less_low) = product(sum.unsigned_abs(), sum.unsigned_abs());
    let (low, borrow) = low.overflowing_sub(less_low);
    let high = high.checked_sub(less_high).and_then(|it| it.checked_sub(borrow.into()));
    match (high, count) {
        (Some(high), 1..) => (high as f64 * TWO_TO_128 + low as f64) / count as f64,
        // No values; or a sum of squares that stayed at its end.
        _ => 0.0,
    }
}

const TWO_TO_128: f64 = (1u128 << 64) as f64 * (1u128 << 64) as f64;

/// a × b: the upper and the lower 128 bits.
fn product(a: u128, b: u128) -> (u128, u128) {
    let (a_high, a_low) = (a >> 64, u128::from(a as u64));
    let (b_high, b_low) = (b >> 64, u128::from(b as u64));
    let low = a_low * b_low;
    // Each product is less than 2^128 − 2^65, so that two carries fit.
    let middle = a_low * b_high + (low >> 64);
    let (middle_high, middle) = (middle >> 64, a_high * b_low + u128::from(middle as u64));
    let high = a_high * b_high + middle_high + (middle >> 64);
    (high, (middle << 64) | u128::from(low as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_of_256_bits() {
        assert_eq!(product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(product(1 << 127, 6), (3, 0));
        assert_eq!(product(u128::from(u64::MAX), u128::from(u64::MAX)).0, 0);
        assert_eq!(product(7 << 64, 5 << 64), (35, 0));
    }

    #[test]
    fn values_far_from_zero_deviate_by_what_they_differ() {
        // Regression: 0, since the sum of squares was rounded to 106 bits.
        let values = [1_000_000_000_000_000_000_i128, 1_000_000_000_000_000_001];
        let squares = values.iter().map(|value| (value * value) as u128).sum();
        assert_eq!(squared_deviation(2, values.iter().sum(), squares), 0.5);
    }

    #[test]
    fn none_deviate_by_nothing() {
        assert_eq!(squared_deviation(0, 0, 0), 0.0);
        assert_eq!(squared_deviation(9, 9 * 7, 9 * 49), 0.0);
        // More than there can be, where the sum of squares stayed at its end.
        assert_eq!(squared_deviation(8, 8 * i128::from(i64::MAX), u128::MAX / 4), 0.0);
    }
}
