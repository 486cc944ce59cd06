//! Lengths of time in words: those that PromQL reads, and those that people say.

use std::time::Duration;

use crate::ratio::Ratio;

const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];

/// As PromQL reads it, and as Sloth names its rules: `5m`, `1d`, `1m10s`.
pub fn promql(seconds: u64) -> String {
    let mut rest = seconds;
    let mut text = String::new();
    for (unit, letter) in UNITS {
        if rest >= unit {
            text += &format!("{}{letter}", rest / unit);
            rest %= unit;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// What is written as PromQL reads it, in one unit: `15s`, `1m`.
pub fn read(text: &str) -> Option<Duration> {
    let digits = text.find(|it: char| !it.is_ascii_digit())?;
    let (number, letter) = text.split_at(digits);
    let (unit, _) = UNITS.into_iter().find(|(_, name)| *name == letter)?;
    number.parse::<u64>().ok()?.checked_mul(unit).map(Duration::from_secs)
}

/// As a person says it, to two figures that matter: `48 s`, `8 min`, `3 h 22 min`, `3 d`.
pub fn words(seconds: Ratio) -> String {
    let pair = |big: u64, big_name: &str, small: u64, small_name: &str| {
        let count = seconds.times(Ratio::new(1, small)).round();
        let (whole, part) = (count / (big / small), count % (big / small));
        match part {
            0 => format!("{whole} {big_name}"),
            _ => format!("{whole} {big_name} {part} {small_name}"),
        }
    };
    let minutes = seconds.times(Ratio::new(1, 60)).round();
    match seconds.round() {
        0 => "less than a second".to_owned(),
        seconds @ 1..120 => format!("{seconds} s"),
        _ if minutes < 120 => format!("{minutes} min"),
        _ if minutes < 48 * 60 => pair(3_600, "h", 60, "min"),
        _ => pair(86_400, "d", 3_600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promql_reads_what_is_written() {
        let table = [5 * 60, 3_600, 86_400, 3 * 86_400, 70, 84 * 60, 0];
        assert_eq!(table.map(promql), ["5m", "1h", "1d", "3d", "1m10s", "1h24m", "0s"]);
    }

    #[test]
    fn a_time_has_a_unit() {
        let read = |text| read(text).map(|time| time.as_secs());
        assert_eq!(["15s", "1m", "2h"].map(read), [Some(15), Some(60), Some(7_200)]);
        assert_eq!(["", "s", "15", "1.5s", "1x", "99999999999999999999s"].map(read), [None; 6]);
    }

    #[test]
    fn people_hear_what_matters() {
        let table = [
            (Ratio::new(48_384, 1000), "48 s"),
            (Ratio::new(48_384, 100), "8 min"),
            (Ratio::whole(12_096), "3 h 22 min"),
            (Ratio::whole(7_199), "2 h"),
            (Ratio::whole(2 * 86_400), "2 d"),
            (Ratio::whole(2 * 86_400 + 3_600), "2 d 1 h"),
            (Ratio::new(1, 5), "less than a second"),
        ];
        for (seconds, text) in table {
            assert_eq!(words(seconds), text);
        }
    }
}
