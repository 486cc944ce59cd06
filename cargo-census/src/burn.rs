//! Burn rates: which alerts guard a goal over a window, from which rate on, and how soon they fire.
//!
//! A budget is what may be bad: a thousandth of the calls, at 99.9 %. A *burn rate* of one spends
//! it in just the window. An alert fires while the burn rate is above its *factor* over a long
//! window, and over a short one, by which it ends soon after the trouble. The four *tiers* are
//! those of the Site Reliability Workbook; what is computed here is what its table says of another
//! window than 30 days, and where it may not be used as it stands.

mod guard;
mod remark;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::objective::{Goal, Window};
use crate::ratio::Ratio;

pub use guard::EVENTS_MAX;
pub use remark::{Change, Remark};

/// Windows of at least so many days have the workbook's own windows for their alerts; shorter ones
/// have them shortened in proportion to 30 days.
const FIXED_DAYS_MIN: u32 = 14;

/// The window that the workbook's table is for, in days.
const WORKBOOK_DAYS: u32 = 30;

/// The highest share of bad calls that an alert waits for: above it, nothing but a total outage
/// could fire it, and above one, nothing at all.
const THRESHOLD_MAX: Ratio = Ratio::new(9, 10);

/// A long window is at least so many short ones, or the short one says nothing of its own.
const LONG_PER_SHORT_MIN: u64 = 2;

/// The workbook's tiers: percent of the budget, the long window's hours, who hears of it.
const WORKBOOK: [(u64, u64, Severity); 4] = [
    (2, 1, Severity::Page),
    (5, 6, Severity::Page),
    (10, 24, Severity::Ticket),
    (10, 72, Severity::Ticket),
];

/// A long window's twelfth is its short one.
const LONG_PER_SHORT: u64 = 12;

/// Who hears of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody, now.
    Page,
    /// A queue.
    Ticket,
}

/// An alert on a burn rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Who hears of it.
    pub severity: Severity,
    /// The part of the window's budget that is gone when it fires, at the latest rate that fires
    /// it.
    pub budget: Ratio,
    /// Seconds over which the burn rate must be above the factor.
    pub long_seconds: u64,
    /// Seconds, the last ones, over which it must be too.
    pub short_seconds: u64,
    /// The burn rate that it fires above; never below one.
    pub factor: Ratio,
    /// The share of bad calls that it fires above: the factor times the budget; always below one.
    pub threshold: Ratio,
}

/// How often numbers come, which is what a short window has to hold some of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Seconds between two scrapes.
    pub scrape_seconds: u64,
    /// Seconds between two exports, where the program sends; the scrape's where it is scraped.
    pub export_seconds: u64,
}

/// The alerts of an objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The fastest first.
    pub tiers: Vec<Tier>,
    /// Where it is not the workbook's table, and why.
    pub remarks: Vec<Remark>,
}

impl Pace {
    /// Seconds of the shortest window that a rate can be read from.
    pub fn short_seconds_min(self) -> u64 {
        (4 * self.scrape_seconds).max(2 * self.export_seconds)
    }
}

/// What Prometheus does unasked, and census' exporters that send.
impl Default for Pace {
    fn default() -> Self {
        Pace { scrape_seconds: 60, export_seconds: 60 }
    }
}

impl Plan {
    /// Plans the alerts of a goal over a window; none where the goal leaves no budget, or the
    /// window no time.
    pub fn new(goal: Goal, window: Window, pace: Pace) -> Self {
        let mut plan = Plan { tiers: Vec::new(), remarks: Vec::new() };
        if !goal.is_sound() || window.days() == 0 {
            plan.remarks.push(Remark::Unsound);
            return plan;
        }
        let allowed = Ratio::new(u64::from(goal.budget_ppm()), u64::from(Goal::ALL_PPM));
        for (percent, hours, severity) in WORKBOOK {
            plan.add(severity, Ratio::new(percent, 100), hours * 3_600, allowed, window, pace);
        }
        plan
    }

    fn add(
        &mut self,
        severity: Severity,
        budget: Ratio,
        workbook_seconds: u64,
        allowed: Ratio,
        window: Window,
        pace: Pace,
    ) {
        let days = u64::from(window.days());
        let long_seconds = match window.days() < FIXED_DAYS_MIN {
            true => workbook_seconds * days / u64::from(WORKBOOK_DAYS),
            false => workbook_seconds,
        };
        let short_min = pace.short_seconds_min();
        let short_seconds = (long_seconds / LONG_PER_SHORT).max(short_min);
        if long_seconds < LONG_PER_SHORT_MIN * short_seconds {
            self.remarks.push(Remark::TooShort { severity, long_seconds, short_min });
            return;
        }
        let windows = Ratio::new(days * 86_400, long_seconds);
        let asked = budget.times(windows);
        let most = THRESHOLD_MAX.over(allowed).unwrap_or(Ratio::ONE);
        let factor = asked.max(Ratio::ONE).min(most);
        if factor < Ratio::ONE {
            self.remarks.push(Remark::Unreachable { severity, long_seconds, asked, allowed });
            return;
        }
        let mut change = |change| {
            self.remarks.push(Remark::Changed { severity, long_seconds, asked, factor, change });
        };
        if factor > asked {
            change(Change::Raised);
        }
        if factor < asked {
            change(Change::Clamped);
        }
        if short_seconds > long_seconds / LONG_PER_SHORT {
            change(Change::Lengthened { short_seconds });
        }
        let budget = factor.over(windows).unwrap_or(budget);
        let threshold = factor.times(allowed);
        self.tiers.push(Tier { severity, budget, long_seconds, short_seconds, factor, threshold });
    }

    /// The tiers of a severity, the fastest first.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Tier> {
        self.tiers.iter().filter(move |tier| tier.severity == severity)
    }

    /// After how many seconds somebody hears of it when so large a part of the calls turns bad and
    /// stays so; `None` if nobody ever does. What scraping and evaluating take comes on top.
    pub fn detects(&self, severity: Severity, bad: Ratio) -> Option<Ratio> {
        self.of(severity).filter_map(|tier| tier.detects(bad)).min()
    }

    /// All windows that a rate is asked over, in seconds, the shortest first.
    pub fn windows(&self) -> Vec<u64> {
        let both = |tier: &Tier| [tier.short_seconds, tier.long_seconds];
        let mut windows: Vec<u64> = self.tiers.iter().flat_map(both).collect();
        windows.sort_unstable();
        windows.dedup();
        windows
    }
}

impl Tier {
    /// After how many seconds it fires when so large a part of the calls turns bad and stays so;
    /// `None` if it never does.
    pub fn detects(&self, bad: Ratio) -> Option<Ratio> {
        let after = Ratio::whole(self.long_seconds).times(self.threshold).over(bad)?;
        (bad > self.threshold).then_some(after)
    }

    /// The most calls in the long window of which a single bad one is above the factor.
    pub fn single_event_calls_max(&self) -> u64 {
        Ratio::ONE.over(self.threshold).map_or(u64::MAX, |calls| calls.ceil() - 1)
    }
}

impl Severity {
    /// Both, the more urgent first.
    pub const ALL: [Severity; 2] = [Severity::Page, Severity::Ticket];

    /// `page` or `ticket`: the value of the label `sloth_severity`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Page => "page",
            Severity::Ticket => "ticket",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
