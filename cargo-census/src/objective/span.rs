//! A length of time, in whole nanoseconds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A length of time, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span {
    /// How many nanoseconds.
    pub ns: u64,
}

impl Span {
    /// So many milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Span { ns: ms * 1_000_000 }
    }

    /// In seconds, all digits: `0.25`.
    pub fn seconds(self) -> String {
        in_units_of(self.ns, 1_000_000_000)
    }
}

/// In the unit that people would say it in: `250ms`, `2.5s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns")];
        let (unit, name) = units.into_iter().find(|(ns, _)| self.ns >= *ns).unwrap_or((1, "ns"));
        write!(f, "{}{name}", in_units_of(self.ns, unit))
    }
}

fn in_units_of(ns: u64, unit: u64) -> String {
    let places = unit.ilog10() as usize;
    let part = format!("{:0>places$}", ns % unit);
    match part.trim_end_matches('0') {
        "" => (ns / unit).to_string(),
        part => format!("{}.{part}", ns / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn the_unit_is_the_one_that_people_use() {
        let told = [0, 1, 1_500, 250_000_000, 2_500_000_000, 60_000_000_000];
        let told = told.map(|ns| Span { ns }).map(|span| format!("{span} {}", span.seconds()));
        assert_eq!(
            told,
            ["0ns 0", "1ns 0.000000001", "1.5us 0.0000015", "250ms 0.25", "2.5s 2.5", "60s 60"]
        );
    }
}
