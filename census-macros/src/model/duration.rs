//! A duration as it is written, in whole nanoseconds: exact, or refused.

use syn::Lit;

use crate::faults::Faults;
use crate::parse::{Amount, Value};
use crate::spelling;

/// A unit of time: its code, its name in the runtime, its nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeUnit {
    pub(crate) code: &'static str,
    pub(crate) variant: &'static str,
    nanoseconds: u64,
}

/// The codes of the units, shortest first.
pub(crate) const CODES: &[&str] = &["ns", "us", "ms", "s", "min", "h"];

const UNITS: &[TimeUnit] = &[
    TimeUnit { code: "ns", variant: "Nanoseconds", nanoseconds: 1 },
    TimeUnit { code: "us", variant: "Microseconds", nanoseconds: 1_000 },
    TimeUnit { code: "ms", variant: "Milliseconds", nanoseconds: 1_000_000 },
    TimeUnit { code: "s", variant: "Seconds", nanoseconds: 1_000_000_000 },
    TimeUnit { code: "min", variant: "Minutes", nanoseconds: 60_000_000_000 },
    TimeUnit { code: "h", variant: "Hours", nanoseconds: 3_600_000_000_000 },
];

impl TimeUnit {
    pub(crate) const SECONDS: TimeUnit = UNITS[3];

    pub(crate) fn of(code: &str) -> Option<Self> {
        UNITS.iter().copied().find(|unit| unit.code == code)
    }

    pub(crate) fn nanoseconds(self) -> u64 {
        self.nanoseconds
    }

    /// The code that a word stands for, or is near to.
    pub(crate) fn meant(word: &str) -> Option<&'static str> {
        Some(match word.to_lowercase().as_str() {
            "nanos" | "nsec" | "nanosecond" | "nanoseconds" => "ns",
            "µs" | "μs" | "usec" | "micros" | "microsecond" | "microseconds" => "us",
            "msec" | "millis" | "millisecond" | "milliseconds" => "ms",
            "sec" | "secs" | "second" | "seconds" => "s",
            "m" | "mins" | "minute" | "minutes" => "min",
            "hr" | "hrs" | "hour" | "hours" => "h",
            other => return spelling::nearest(other, CODES),
        })
    }
}

/// Says that there is no such unit of time.
pub(crate) fn unknown(written: &str, meant: Option<&str>) -> String {
    spelling::unknown("unit of time", written, meant, CODES)
}

/// A bound, with the literal that it was written as.
pub(crate) struct Bound {
    pub(crate) literal: Lit,
    pub(crate) nanoseconds: u64,
}

impl Bound {
    /// Reads a duration; a bare number is one only where a unit stands beside the bounds.
    pub(crate) fn of(value: Value, unit: Option<TimeUnit>, faults: &mut Faults) -> Option<Self> {
        let (literal, digits, suffix) = match value {
            Value::Literal(Amount { minus: None, literal: Lit::Int(number) }) => {
                let (digits, suffix) =
                    (number.base10_digits().to_owned(), number.suffix().to_owned());
                (Lit::Int(number), digits, suffix)
            }
            Value::Literal(Amount { minus: None, literal: Lit::Float(number) }) => {
                let (digits, suffix) =
                    (number.base10_digits().to_owned(), number.suffix().to_owned());
                (Lit::Float(number), digits, suffix)
            }
            Value::Literal(Amount { minus: Some(_), .. }) => {
                faults.at(value, "no call takes less than no time: a bound must not be negative");
                return None;
            }
            Value::Literal(Amount { literal: Lit::Str(ref text), .. }) => {
                let text = text.value();
                faults.at(value, format!("a duration is no string: write `{text}` without quotes"));
                return None;
            }
            other => {
                faults.at(other, "expected a duration, as in `5ms` or `2.5s`");
                return None;
            }
        };
        let unit = match (suffix.as_str(), unit) {
            ("", Some(unit)) => unit,
            ("", None) => {
                faults.at(
                    &literal,
                    format!(
                        "`{digits}` of what? Write `{digits}ms` or `{digits}s`, or put \
                         `unit = \"ms\"` beside `buckets`"
                    ),
                );
                return None;
            }
            (suffix, _) => match TimeUnit::of(suffix) {
                Some(unit) => unit,
                None => {
                    let meant = TimeUnit::meant(suffix).map(|code| format!("{digits}{code}"));
                    faults.at(&literal, unknown(suffix, meant.as_deref()));
                    return None;
                }
            },
        };
        match exact(&digits, unit.nanoseconds) {
            Ok(nanoseconds) => Some(Bound { literal, nanoseconds }),
            Err(message) => {
                faults.at(&literal, format!("`{digits}{}` {message}", unit.code));
                None
            }
        }
    }
}

/// Digits times a unit, in nanoseconds; without a float between, which would round.
fn exact(digits: &str, unit: u64) -> Result<u64, &'static str> {
    const TOO_LONG: &str = "is longer than 584 years";
    if digits.contains(['e', 'E']) {
        return Err("has an exponent: write its digits out");
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let scale = u32::try_from(fraction.len()).ok().and_then(|digits| 10u128.checked_pow(digits));
    let number = format!("{whole}{fraction}").parse::<u128>().ok();
    let (Some(scale), Some(number)) = (scale, number) else { return Err(TOO_LONG) };
    let product = number.checked_mul(u128::from(unit)).ok_or(TOO_LONG)?;
    if !product.is_multiple_of(scale) {
        return Err("is no whole number of nanoseconds");
    }
    u64::try_from(product / scale).map_err(|_| TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact_or_refused() {
        assert_eq!(exact("5", 1_000_000), Ok(5_000_000));
        assert_eq!(exact("2.5", 1_000_000_000), Ok(2_500_000_000));
        assert_eq!(exact("0.1", 1_000), Ok(100));
        assert_eq!(exact("1.0000", 1), Ok(1));
        assert_eq!(exact("0.5", 1), Err("is no whole number of nanoseconds"));
        assert_eq!(exact("18446744073709551615", 1), Ok(u64::MAX));
        assert_eq!(exact("18446744073709551616", 1), Err("is longer than 584 years"));
        assert_eq!(exact(&"9".repeat(60), 1), Err("is longer than 584 years"));
        assert!(exact("1e3", 1).is_err());
    }

    #[test]
    fn a_word_for_a_unit_has_its_code() {
        assert_eq!(TimeUnit::meant("msec"), Some("ms"));
        assert_eq!(TimeUnit::meant("m"), Some("min"));
        assert_eq!(TimeUnit::meant("S"), Some("s"));
        assert_eq!(TimeUnit::meant("parsec"), None);
    }
}
