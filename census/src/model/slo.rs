//! An objective as it is declared: what is promised, of which calls, over which time.
//!
//! All of it is integers and text, and is built by constants, so that it can stand in the program
//! as bytes. A declaration with an availability and a latency holds two objectives.

use crate::model::TimeUnit;

/// A share of calls, in parts per million: exact, where `99.9 / 100` is not.
///
/// ```
/// use census::slo::Ppm;
///
/// let goal = Ppm(999_000);
/// assert_eq!(goal.to_string(), "99.9%");
/// assert_eq!(goal.budget(), Ppm(1_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppm(pub u32);

impl Ppm {
    /// All calls.
    pub const ALL: Ppm = Ppm(1_000_000);

    /// The rest up to all calls: of a goal, its error budget.
    pub const fn budget(self) -> Ppm {
        Ppm(Ppm::ALL.0.saturating_sub(self.0))
    }
}

impl std::fmt::Display for Ppm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        let digits = format!("{whole}.{rest:04}");
        write!(f, "{}%", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The time over which a goal is to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// The last so many days, at any moment.
    Rolling {
        /// One at least.
        days: u16,
    },
    /// From one boundary of the calendar to the next.
    Calendar(Period),
}

impl Window {
    /// Days in it; a month counts as 30, in burn rates too.
    pub const fn days(self) -> u16 {
        match self {
            Window::Rolling { days } => days,
            Window::Calendar(Period::Day) => 1,
            Window::Calendar(Period::Week) => 7,
            Window::Calendar(Period::Fortnight) => 14,
            Window::Calendar(Period::Month) => 30,
        }
    }
}

/// As `28d`, or `month`.
impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Window::Rolling { days } => write!(f, "{days}d"),
            Window::Calendar(period) => f.write_str(period.as_str()),
        }
    }
}

/// A period of the calendar: those that Cloud Monitoring knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
}

impl Period {
    /// All of them, shortest first.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Fortnight, Period::Month];

    /// The word for it in a declaration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Fortnight => "fortnight",
            Period::Month => "month",
        }
    }
}

/// What a call is to an objective; decided once, when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It meets it.
    Good,
    /// It spends budget.
    Bad,
    /// It does not count, neither way.
    Excluded,
}

impl Class {
    /// All of them, in the order of their cells.
    pub const ALL: [Class; 3] = [Class::Good, Class::Bad, Class::Excluded];

    /// The value of the tag `outcome` in `census/slo_events`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Good => "good",
            Class::Bad => "bad",
            Class::Excluded => "excluded",
        }
    }
}

/// What of its calls an objective is about: the end of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sli {
    /// The share that did what was asked.
    Availability,
    /// The share of the good ones that took less than the threshold.
    Latency,
}

impl Sli {
    /// Both.
    pub const ALL: [Sli; 2] = [Sli::Availability, Sli::Latency];

    /// What stands behind the `-` in an objective's id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sli::Availability => "availability",
            Sli::Latency => "latency",
        }
    }
}

/// A goal for the time that good calls take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LatencyGoal {
    /// In nanoseconds; a call is good if it takes *less*.
    pub threshold: u64,
    /// The share of calls that are.
    pub goal: Ppm,
}

/// What calls are to the objective by how they ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Classification<'a> {
    /// The pattern of good results, as it was written; else all that are no failures.
    pub good: Option<&'a str>,
    /// The pattern of bad results, as it was written; else all that are failures, or not good.
    pub bad: Option<&'a str>,
    /// The pattern of results that do not count, as it was written.
    pub exclude: Option<&'a str>,
    /// Calls whose future was dropped.
    pub cancelled: Class,
    /// Calls that panicked.
    pub panicked: Class,
    /// Calls that returned `None`, where that was said.
    pub none: Option<Class>,
}

/// Expected traffic: so many calls in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Traffic {
    /// Calls.
    pub count: u64,
    /// The time that they come in: 1, 60, 3,600 or 86,400.
    pub seconds: u64,
}

/// Where something stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin<'a> {
    /// The package's name, where cargo built it.
    pub crate_name: &'a str,
    /// The package's version, where cargo built it.
    pub crate_version: &'a str,
    /// `crate::module`
    pub module: &'a str,
    /// As the compiler names it.
    pub file: &'a str,
    /// From 1.
    pub line: u32,
}

/// A declaration of objectives: of an availability, of a latency, or of both.
///
/// What `declare_slo!` declares is one of these, and so is what [`decode`](crate::slo::record)
/// reads back from a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SloSpec<'a> {
    /// The name of the declaration; its objectives are `<id>-availability` and `<id>-latency`.
    pub id: &'a str,
    /// Whose objectives they are.
    pub service: &'a str,
    /// The first paragraph of the doc comment; `""` where there is none.
    pub description: &'a str,
    /// The time over which the goals are to be met.
    pub window: Window,
    /// The share of calls that are good.
    pub availability: Option<Ppm>,
    /// The share of good calls that are fast.
    pub latency: Option<LatencyGoal>,
    /// Which calls are good, and which do not count.
    pub classification: Classification<'a>,
    /// How many calls are expected.
    pub expect: Option<Traffic>,
    /// Who is paged.
    pub page: Option<&'a str>,
    /// Where tickets go.
    pub ticket: Option<&'a str>,
    /// What to do about an alert.
    pub runbook: Option<&'a str>,
    /// Who answers for the objectives.
    pub owner: Option<&'a str>,
    /// Where it is declared.
    pub origin: Origin<'a>,
    /// Whether a panic ends the process in this build, so that no call of it is counted.
    pub panics_abort: bool,
}

impl<'a> SloSpec<'a> {
    /// A declaration without goals: a month of calendar, cancelled calls excluded, panics bad.
    pub const fn new(id: &'a str, service: &'a str, origin: Origin<'a>) -> Self {
        SloSpec {
            id,
            service,
            description: "",
            window: Window::Calendar(Period::Month),
            availability: None,
            latency: None,
            classification: Classification {
                good: None,
                bad: None,
                exclude: None,
                cancelled: Class::Excluded,
                panicked: Class::Bad,
                none: None,
            },
            expect: None,
            page: None,
            ticket: None,
            runbook: None,
            owner: None,
            origin,
            panics_abort: cfg!(panic = "abort"), // Cargo builds all crates of a program alike.
        }
    }

    /// The goal of one of its objectives.
    pub const fn goal(&self, sli: Sli) -> Option<Ppm> {
        match (sli, self.latency) {
            (Sli::Availability, _) => self.availability,
            (Sli::Latency, Some(latency)) => Some(latency.goal),
            (Sli::Latency, None) => None,
        }
    }

    /// Its objectives: one or two.
    pub fn objectives(&self) -> impl Iterator<Item = (Sli, Ppm)> {
        Sli::ALL.into_iter().filter_map(|sli| Some((sli, self.goal(sli)?)))
    }

    /// The id of one of its objectives: the value of the tag `slo` in `census/slo_events`.
    pub fn objective_id(&self, sli: Sli) -> String {
        format!("{}-{}", self.id, sli.as_str())
    }
}

/// A measured function that serves a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site<'a> {
    /// The declaration's id.
    pub slo: &'a str,
    /// `crate::module::function`
    pub function: &'a str,
    /// As the compiler names it.
    pub file: &'a str,
    /// From 1.
    pub line: u32,
    /// The name of its view of calls.
    pub count: Option<&'a str>,
    /// The name of its view of failures.
    pub errors: Option<&'a str>,
    /// The name of its view of latency.
    pub latency: Option<&'a str>,
    /// The unit that this is exported in; none where there is none.
    pub unit: Option<TimeUnit>,
    /// The bounds of that, in nanoseconds; none where there is none.
    pub bounds: std::borrow::Cow<'a, [u64]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_shown_with_the_digits_that_it_has() {
        let shown = |ppm| Ppm(ppm).to_string();
        assert_eq!(shown(999_000), "99.9%");
        assert_eq!(shown(990_000), "99%");
        assert_eq!(shown(999_999), "99.9999%");
        assert_eq!(shown(1), "0.0001%");
        assert_eq!(shown(1_000_000), "100%");
    }
}
