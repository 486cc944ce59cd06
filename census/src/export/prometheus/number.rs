//! Numbers as text, written straight into the page.

use std::io::Write;
use std::time::Duration;

use crate::model::Number;

const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
                            2021222324252627282930313233343536373839\
                            4041424344454647484950515253545556575859\
                            6061626364656667686970717273747576777879\
                            8081828384858687888990919293949596979899";

/// Digits of the longest whole number.
pub(super) const DIGITS_MAX: usize = 20;

/// Writes a whole number.
pub(super) fn whole(page: &mut Vec<u8>, number: u64) {
    let mut room = [0; DIGITS_MAX];
    let length = digits(&mut room, number);
    page.extend_from_slice(&room[..length]);
}

/// Writes a whole number at the begin of some room, two digits at a time; says how many they were.
///
/// # Panics
///
/// If there is no room for them; [`DIGITS_MAX`] is enough for any.
#[inline]
pub(super) fn digits(room: &mut [u8], mut number: u64) -> usize {
    let length = number.checked_ilog10().unwrap_or(0) as usize + 1;
    let room = &mut room[..length];
    let mut at = length;
    while at >= 2 {
        let pair = (number % 100) as usize * 2;
        number /= 100;
        at -= 2;
        room[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if at == 1 {
        room[0] = b'0' + number as u8;
    }
    length
}

/// Writes a time in seconds, to the millisecond.
pub(super) fn seconds(page: &mut Vec<u8>, time: Duration) {
    whole(page, time.as_secs());
    let milliseconds = time.subsec_millis();
    let digits = [milliseconds / 100, milliseconds / 10 % 10, milliseconds % 10];
    page.push(b'.');
    page.extend(digits.map(|digit| b'0' + digit as u8));
}

/// Writes a number that is finite: a whole one as such, others in the fewest digits that read back
/// as the same.
pub(super) fn finite(page: &mut Vec<u8>, number: Number) {
    /// Beyond 2^53 not every whole number is an `f64`, and its digits would claim to be exact.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let whole_part = match number {
        Number::I64(number) => number,
        Number::F64(number) if number.trunc() == number && number.abs() <= WHOLE => number as i64,
        Number::F64(number) => {
            // A `Vec` takes whatever is written.
            let _ = write!(page, "{number:?}");
            return;
        }
    };
    if whole_part < 0 {
        page.push(b'-');
    }
    whole(page, whole_part.unsigned_abs());
}

/// A bound as Go's `'g'` has it, which is how Prometheus' own clients write `le`.
///
/// OpenMetrics and Prometheus 3 want `canonical` text, `1.0` for `1`: a rule that says `le="1.0"`
/// then finds it, whichever format was scraped.
pub(super) fn bound(bound: f64, canonical: bool) -> String {
    let bound = bound + 0.0; // A zero has no sign to a bucket.
    let text = format!("{bound:e}");
    match text.split_once('e').map(|(digits, exponent)| (digits, exponent.parse::<i32>())) {
        Some((digits, Ok(exponent))) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ if canonical && bound.trunc() == bound => format!("{bound}.0"),
        _ => format!("{bound}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut page = Vec::new();
        write(&mut page);
        String::from_utf8_lossy(&page).into_owned()
    }

    #[test]
    fn whole_numbers_of_every_length_are_as_std_writes_them() {
        let mut number = 1_u64;
        for _ in 0..20 {
            for number in [number - 1, number, number + 1, number.wrapping_mul(9)] {
                assert_eq!(text(|page| whole(page, number)), number.to_string());
            }
            number = number.wrapping_mul(10);
        }
        assert_eq!(text(|page| whole(page, u64::MAX)), u64::MAX.to_string());
    }

    #[test]
    fn a_value_is_whole_or_in_the_fewest_digits_that_read_back() {
        let floats = [0.0, -0.0, 1.0, -2.5, 654.0799999999999, 1e15, 1e16, -1e300, 5e-324, 0.1];
        let texts = floats.map(|float| text(|page| finite(page, float.into())));
        assert_eq!(
            texts.join(" "),
            "0 0 1 -2.5 654.0799999999999 1000000000000000 1e16 -1e300 5e-324 0.1"
        );
        for (float, text) in floats.iter().zip(&texts) {
            assert_eq!(text.parse(), Ok(*float));
        }
        let ends = [i64::MIN, -1, i64::MAX].map(|it| text(|page| finite(page, it.into())));
        assert_eq!(ends.join(" "), "-9223372036854775808 -1 9223372036854775807");
    }

    #[test]
    fn a_bound_is_written_as_go_and_prometheus_3_write_it() {
        let table = [
            (1.0, "1", "1.0"),
            (250.0, "250", "250.0"),
            (0.005, "0.005", "0.005"),
            (0.0001, "0.0001", "0.0001"),
            (0.00001, "1e-05", "1e-05"),
            (2.5e-7, "2.5e-07", "2.5e-07"),
            (100_000.0, "100000", "100000.0"),
            (1_000_000.0, "1e+06", "1e+06"),
            (16_777_216.0, "1.6777216e+07", "1.6777216e+07"),
            (123_456.5, "123456.5", "123456.5"),
            (1e100, "1e+100", "1e+100"),
            (0.0, "0", "0.0"),
            (-0.0, "0", "0.0"),
            (-5.0, "-5", "-5.0"),
        ];
        for (value, go, canonical) in table {
            assert_eq!(bound(value, false), go);
            assert_eq!(bound(value, true), canonical);
        }
    }
}
