//! Numbers for the eye: grouped, rounded, and times in a unit that fits.

use crate::model::Number;

/// Three digits at a time: `1,234,567`.
pub(super) fn whole(number: u64) -> String {
    group(&number.to_string())
}

/// So much a second: one decimal, none from a thousand on.
pub(super) fn rate(rate: f64) -> String {
    if rate < 999.95 { format!("{rate:.1}") } else { group(&format!("{rate:.0}")) }
}

/// The share of calls that did not fail. It is never rounded up: with a failure it is under 100 %.
pub(super) fn availability(calls: u64, failures: u64) -> String {
    if calls == 0 {
        return "-".to_owned();
    }
    let good = u128::from(calls.saturating_sub(failures));
    let thousandths = good * 100_000 / u128::from(calls);
    format!("{}.{:03} %", thousandths / 1000, thousandths % 1000)
}

/// A value in its unit, in three digits where it is no whole number.
pub(super) fn with_unit(number: Number, unit: &str) -> String {
    if let Some(nanoseconds) = nanoseconds(unit) {
        return time(number.as_f64() * nanoseconds);
    }
    let text = match number {
        Number::I64(number) if number < 0 => format!("-{}", whole(number.unsigned_abs())),
        Number::I64(number) => whole(number.unsigned_abs()),
        Number::F64(number) => three_digits(number),
    };
    match unit {
        "1" => text,
        _ if unit.starts_with('{') => text,
        _ => format!("{text} {unit}"),
    }
}

fn nanoseconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1.0,
        "us" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "min" => 60e9,
        "h" => 3600e9,
        _ => return None,
    })
}

fn time(nanoseconds: f64) -> String {
    let size = nanoseconds.abs();
    let (unit, name) = match size {
        // What would be rounded to 1000 of a unit is 1 of the next.
        _ if size < 999.5 => (1.0, "ns"),
        _ if size < 999.5e3 => (1e3, "us"),
        _ if size < 999.5e6 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    format!("{} {name}", three_digits(nanoseconds / unit))
}

fn three_digits(number: f64) -> String {
    let decimals = match number.abs() {
        size if size < 0.01 && size > 0.0 => return format!("{number:.2e}"),
        size if size < 9.995 => 2,
        size if size < 99.95 => 1,
        size if size < 1e15 => 0,
        _ => return format!("{number:.2e}"),
    };
    let text = format!("{number:.decimals$}");
    match text.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some(_) => text,
        None => group(&text),
    }
}

fn group(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let texts = [0, 999, 1000, 123_456, u64::MAX].map(whole).join(" ");
        assert_eq!(texts, "0 999 1,000 123,456 18,446,744,073,709,551,615");
        assert_eq!([0.04, 611.44, 999.96, 1e6].map(rate).join(" "), "0.0 611.4 1,000 1,000,000");
    }

    #[test]
    fn availability_is_never_rounded_up() {
        assert_eq!(availability(0, 0), "-");
        assert_eq!(availability(10, 1), "90.000 %");
        assert_eq!(availability(u64::MAX, 1), "99.999 %");
        assert_eq!(availability(u64::MAX, 0), "100.000 %");
        assert_eq!(availability(1, 2), "0.000 %");
    }

    #[test]
    fn times_are_in_a_unit_that_fits() {
        let times = [0.0, 4.2e-7, 0.0042, 0.9996, 1.0, 90.0, 7200.0, -0.5];
        assert_eq!(
            times.map(|it| with_unit(it.into(), "s")).join(", "),
            "0 ns, 420 ns, 4.20 ms, 1 s, 1 s, 90 s, 7,200 s, -500 ms"
        );
        assert_eq!(with_unit(250.0.into(), "ms"), "250 ms");
        assert_eq!(with_unit(2.5.into(), "min"), "150 s");
    }

    #[test]
    fn other_units_stand_behind_the_number() {
        assert_eq!(with_unit(41.5.into(), "EUR"), "41.5 EUR");
        assert_eq!(with_unit((-1_234_567).into(), "By"), "-1,234,567 By");
        assert_eq!(with_unit(3.0.into(), "1"), "3");
        assert_eq!(with_unit(0.001.into(), "{cart}"), "1.00e-3");
        assert_eq!(with_unit(1e300.into(), "1"), "1.00e300");
    }
}
