//! Where a plan differs from the workbook's table, and why.

use std::fmt;

use super::Severity;
use crate::duration;
use crate::ratio::Ratio;

/// Something that a plan does not do as the table says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The goal is nothing or all, or the window has no day.
    Unsound,
    /// A tier has no room: its long window holds too few scrapes or exports.
    TooShort {
        /// Whose.
        severity: Severity,
        /// The long window that it would have.
        long_seconds: u64,
        /// The shortest short window.
        short_min: u64,
    },
    /// A tier could fire on nothing but a total outage, if at all, or within the budget.
    Unreachable {
        /// Whose.
        severity: Severity,
        /// The long window that it would have.
        long_seconds: u64,
        /// The factor that it would have.
        asked: Ratio,
        /// The part of the calls that may be bad.
        allowed: Ratio,
    },
    /// A tier has another factor, or another short window.
    Changed {
        /// Whose.
        severity: Severity,
        /// Its long window.
        long_seconds: u64,
        /// The factor that the table has.
        asked: Ratio,
        /// The factor that it has.
        factor: Ratio,
        /// What was changed.
        change: Change,
    },
}

/// What is not as in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The factor would be below one: the alert would fire although the budget lasts.
    Raised,
    /// The factor times the budget would be more than nine tenths of all calls.
    Clamped,
    /// The short window would hold too few scrapes or exports.
    Lengthened {
        /// What it is now.
        short_seconds: u64,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Remark::Unsound => f.write_str("no alert: nothing may be bad, or everything"),
            Remark::TooShort { severity, long_seconds, short_min } => write!(
                f,
                "no {severity} over {}: a short window takes {}, by the scrape and export \
                 intervals",
                duration::promql(long_seconds),
                duration::promql(short_min)
            ),
            Remark::Unreachable { severity, long_seconds, asked, allowed } => write!(
                f,
                "no {severity} over {}: {}% of the calls may be bad, and {asked} times that is \
                 more than all",
                duration::promql(long_seconds),
                allowed.percent()
            ),
            Remark::Changed { severity, long_seconds, asked, factor, change } => {
                write!(f, "{severity} over {}: ", duration::promql(long_seconds))?;
                match change {
                    Change::Raised => write!(
                        f,
                        "factor {factor} instead of {asked}, which would fire although the budget \
                         lasts"
                    ),
                    Change::Clamped => write!(
                        f,
                        "factor {factor} instead of {asked}, which hardly more than a total outage \
                         could reach, or not even that"
                    ),
                    Change::Lengthened { short_seconds } => write!(
                        f,
                        "short window of {}, the least by the scrape and export intervals",
                        duration::promql(short_seconds)
                    ),
                }
            }
        }
    }
}
