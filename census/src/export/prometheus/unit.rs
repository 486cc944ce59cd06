//! A UCUM code in the words that Prometheus ends its names with.

use super::names::letters;

/// A code, the word for that much of it, and the word for one of it after `per`.
const WORDS: &[(&str, &str, &str)] = &[
    ("s", "seconds", "second"),
    ("ms", "milliseconds", "millisecond"),
    ("us", "microseconds", "microsecond"),
    ("ns", "nanoseconds", "nanosecond"),
    ("min", "minutes", "minute"),
    ("h", "hours", "hour"),
    ("d", "days", "day"),
    ("wk", "weeks", "week"),
    ("mo", "months", "month"),
    ("a", "years", "year"),
    ("By", "bytes", "byte"),
    ("kBy", "kilobytes", "kilobyte"),
    ("MBy", "megabytes", "megabyte"),
    ("GBy", "gigabytes", "gigabyte"),
    ("TBy", "terabytes", "terabyte"),
    ("KiBy", "kibibytes", "kibibyte"),
    ("MiBy", "mebibytes", "mebibyte"),
    ("GiBy", "gibibytes", "gibibyte"),
    ("TiBy", "tebibytes", "tebibyte"),
    ("bit", "bits", "bit"),
    ("m", "meters", "meter"),
    ("g", "grams", "gram"),
    ("V", "volts", "volt"),
    ("A", "amperes", "ampere"),
    ("J", "joules", "joule"),
    ("W", "watts", "watt"),
    ("Hz", "hertz", "hertz"),
    ("Cel", "celsius", "celsius"),
    ("%", "percent", "percent"),
];

/// The words for a code; `None` where it is a pure number.
///
/// What stands in braces is an annotation, no unit: `{request}/s` is `per_second`. A code that is
/// not in the table stands for itself.
pub(super) fn words(code: &str) -> Option<String> {
    let code = without_annotations(code);
    let mut parts = code.split('/');
    let mut text = match parts.next() {
        None | Some("" | "1") => String::new(),
        Some(part) => word(part, |(_, many, _)| many),
    };
    for part in parts.filter(|part| !matches!(*part, "" | "1")) {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str("per_");
        text.push_str(&word(part, |(_, _, one)| one));
    }
    let text = text.trim_matches('_');
    (!text.is_empty()).then(|| text.to_owned())
}

fn word(code: &str, which: fn(&(&str, &'static str, &'static str)) -> &'static str) -> String {
    match WORDS.iter().find(|(known, ..)| *known == code) {
        Some(found) => which(found).to_owned(),
        None => letters(code),
    }
}

fn without_annotations(code: &str) -> String {
    let mut depth = 0_usize;
    code.chars()
        .filter(|character| match character {
            '{' => {
                depth += 1;
                false
            }
            '}' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_spelled_out() {
        let table = [
            ("s", "seconds"),
            ("ms", "milliseconds"),
            ("By", "bytes"),
            ("By/s", "bytes_per_second"),
            ("MiBy/h", "mebibytes_per_hour"),
            ("{request}/s", "per_second"),
            ("1/min", "per_minute"),
            ("By{payload}", "bytes"),
            ("%", "percent"),
            ("EUR", "EUR"),
            ("m/s2", "meters_per_s2"),
            ("[degF]", "degF"),
        ];
        for (code, expected) in table {
            assert_eq!(words(code).as_deref(), Some(expected), "of `{code}`");
        }
    }

    #[test]
    fn a_pure_number_has_no_words() {
        for code in ["1", "{requests}", "{}", "}", "/", "1/1"] {
            assert_eq!(words(code), None, "of `{code}`");
        }
    }
}
