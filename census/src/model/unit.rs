//! Units of time, as UCUM writes them: what a latency is exported in.

use crate::model::name;

/// A unit of time in which a latency's bounds are written and its values exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// `ns`
    Nanoseconds,
    /// `us`
    Microseconds,
    /// `ms`
    Milliseconds,
    /// `s`, the default.
    Seconds,
    /// `min`
    Minutes,
    /// `h`
    Hours,
}

impl TimeUnit {
    /// All of them, the shortest first.
    pub const ALL: [TimeUnit; 6] = [
        TimeUnit::Nanoseconds,
        TimeUnit::Microseconds,
        TimeUnit::Milliseconds,
        TimeUnit::Seconds,
        TimeUnit::Minutes,
        TimeUnit::Hours,
    ];

    /// The UCUM code.
    pub const fn code(self) -> &'static str {
        match self {
            TimeUnit::Nanoseconds => "ns",
            TimeUnit::Microseconds => "us",
            TimeUnit::Milliseconds => "ms",
            TimeUnit::Seconds => "s",
            TimeUnit::Minutes => "min",
            TimeUnit::Hours => "h",
        }
    }

    /// Nanoseconds in one of it.
    pub const fn nanoseconds(self) -> u64 {
        match self {
            TimeUnit::Nanoseconds => 1,
            TimeUnit::Microseconds => 1_000,
            TimeUnit::Milliseconds => 1_000_000,
            TimeUnit::Seconds => 1_000_000_000,
            TimeUnit::Minutes => 60_000_000_000,
            TimeUnit::Hours => 3_600_000_000_000,
        }
    }
}

/// Asserts at compile time that a unit is legal. For expansions only.
///
/// # Panics
///
/// If it is not.
#[track_caller]
pub const fn assert_unit(unit: &str) {
    if name::check_unit(unit).is_err() {
        panic!(
            "a unit is a UCUM code such as `ms`, `By` or `1`: 1 to 63 printable ASCII bytes, \
             no blanks"
        )
    }
}
