//! A goal: a part of the calls, in whole parts per million and never in a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The part of the calls that must be good, in parts per million: 999,000 is 99.9 %.
///
/// A sound one is more than nothing and less than all. One that was read need not be sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Goal {
    /// The parts that must be good.
    pub ppm: u32,
}

impl Goal {
    /// All calls.
    pub const ALL_PPM: u32 = 1_000_000;

    /// Whether it promises something and leaves a budget.
    pub const fn is_sound(self) -> bool {
        0 < self.ppm && self.ppm < Self::ALL_PPM
    }

    /// The part that may be bad, in parts per million: 1,000 for 99.9 %. Zero if none may.
    pub const fn budget_ppm(self) -> u32 {
        Self::ALL_PPM.saturating_sub(self.ppm)
    }

    /// As a decimal fraction, exact: `0.999`.
    pub fn fraction(self) -> String {
        decimal(self.ppm, 6)
    }

    /// The budget as a decimal fraction, exact: `0.001`.
    pub fn budget_fraction(self) -> String {
        decimal(self.budget_ppm(), 6)
    }

    /// As percent, exact and without the sign: `99.9`.
    pub fn percent(self) -> String {
        decimal(self.ppm, 4)
    }
}

/// As it is written in a declaration: `99.9%`.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.percent())
    }
}

/// `units` divided by ten to the `places`, all digits and no zero too many.
fn decimal(units: u32, places: usize) -> String {
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    match part.trim_end_matches('0') {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Goal;

    #[test]
    fn no_digit_is_made_up_or_lost() {
        let told = |ppm| {
            let goal = Goal { ppm };
            format!("{goal} {} {}", goal.fraction(), goal.budget_fraction())
        };
        assert_eq!(told(999_000), "99.9% 0.999 0.001");
        assert_eq!(told(999_999), "99.9999% 0.999999 0.000001");
        assert_eq!(told(500_000), "50% 0.5 0.5");
        assert_eq!(told(1), "0.0001% 0.000001 0.999999");
        assert_eq!(told(1_000_000), "100% 1 0");
        assert_eq!(told(u32::MAX), "429496.7295% 4294.967295 0");
    }
}
