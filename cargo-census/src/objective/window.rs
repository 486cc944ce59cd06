//! The time over which a budget is counted.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The time over which a budget is counted: the last days, or a period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// So many days up to now.
    Rolling {
        /// How many; one at least, in a sound one.
        days: u32,
    },
    /// A day of the calendar.
    Day,
    /// A week of the calendar.
    Week,
    /// Two weeks of the calendar.
    Fortnight,
    /// A month of the calendar.
    Month,
}

impl Window {
    /// Its length in days. A month is taken for 30: it has 28 to 31, which moves a burn rate's
    /// factor by a fifteenth.
    pub const fn days(self) -> u32 {
        match self {
            Window::Rolling { days } => days,
            Window::Day => 1,
            Window::Week => 7,
            Window::Fortnight => 14,
            Window::Month => 30,
        }
    }
}

/// As it is written in a declaration: `28d`, `month`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Rolling { days } => write!(f, "{days}d"),
            Window::Day => f.write_str("day"),
            Window::Week => f.write_str("week"),
            Window::Fortnight => f.write_str("fortnight"),
            Window::Month => f.write_str("month"),
        }
    }
}
