//! Definitions that cannot hold: two of one name that differ, and views that have no measure.

use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::time::Duration;

use crate::model::objective::Slo;
use crate::model::{AnyMeasure, Kind, TagKey, View};

/// A name that is defined twice with different meanings, or a view of a measure that is not there.
///
/// ```
/// use census::{Aggregation, Measure, View};
///
/// static BYTES: Measure<i64> = Measure::new("doc/conflict/bytes", "By");
/// static SUM: View = View::new("doc/conflict/sent", &BYTES, Aggregation::Sum);
/// static COUNT: View = View::new("doc/conflict/sent", &BYTES, Aggregation::Count);
///
/// census::register(&SUM)?;
/// let conflict = census::register(&COUNT).unwrap_err().to_string();
/// assert!(conflict.contains("view `doc/conflict/sent`"), "{conflict}");
/// assert!(conflict.contains("with aggregation `sum`"), "{conflict}");
/// # Ok::<(), census::Conflict>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    what: &'static str,
    name: &'static str,
    fault: Fault,
    first: &'static Location<'static>,
    second: &'static Location<'static>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// How the second definition differs from the first.
    Differs(String),
    /// No measure has this name; this one may be meant.
    NoMeasure(&'static str, Option<&'static str>),
    /// What has this name are calls in flight.
    InFlight(&'static str),
}

impl Conflict {
    /// The name that is defined twice, or that of the view.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Where the definition stands that came first, and holds; the only one, if there is but one.
    pub fn first(&self) -> &'static Location<'static> {
        self.first
    }

    /// Where the definition stands that contradicts it, and is left out.
    pub fn second(&self) -> &'static Location<'static> {
        self.second
    }

    pub(crate) fn of_measures(first: &AnyMeasure, second: &AnyMeasure) -> Self {
        let difference = if first.of_function != second.of_function {
            let who = |measure: &AnyMeasure| match measure.of_function {
                true => "by a measured function",
                false => "by hand",
            };
            format!("{}, and here {}", who(first), who(second))
        } else if first.kind() != second.kind() {
            let kind = |measure: &AnyMeasure| match measure.kind() {
                Kind::I64 => "i64",
                Kind::F64 => "f64",
            };
            format!("with values of type `{}`, and here with `{}`", kind(first), kind(second))
        } else {
            format!("with unit `{}`, and here with `{}`", first.unit(), second.unit())
        };
        Conflict {
            what: "measure",
            name: first.name(),
            fault: Fault::Differs(difference),
            first: first.location,
            second: second.location,
        }
    }

    pub(crate) fn of_views(first: &View, second: &View) -> Self {
        Self::of_a_view(first, &Asked::of(second))
    }

    /// Of a view, and of what is asked for under its name.
    pub(crate) fn of_a_view(first: &View, other: &Asked<'_>) -> Self {
        let one = Asked::of(first);
        let difference = if one.aggregation != other.aggregation {
            format!("with aggregation `{}`, and here with `{}`", one.aggregation, other.aggregation)
        } else if one.measure != other.measure {
            format!("of measure `{}`, and here of `{}`", one.measure, other.measure)
        } else if one.rows_limit != other.rows_limit {
            format!("with at most {} rows, and here with {}", one.rows_limit, other.rows_limit)
        } else if one.rows_last != other.rows_last {
            let last = |asked: &Asked<'_>| match asked.rows_last {
                Some(time) => format!("expire after {time:?}"),
                None => "stay".to_owned(),
            };
            format!("with rows that {}, and here with ones that {}", last(&one), last(other))
        } else if one.tag_keys == other.tag_keys {
            "by a measured function, whose calls it counts".to_owned()
        } else {
            let keys = |asked: &Asked<'_>| {
                asked.tag_keys.iter().map(TagKey::name).collect::<Vec<_>>().join(", ")
            };
            format!("with tag keys `[{}]`, and here with `[{}]`", keys(&one), keys(other))
        };
        Conflict {
            what: "view",
            name: first.name(),
            fault: Fault::Differs(difference),
            first: first.location,
            second: other.location,
        }
    }
}

/// What makes a view what it is, beside its name: of one that may not be there.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) aggregation: String,
    pub(crate) measure: &'a str,
    pub(crate) tag_keys: &'a [TagKey],
    pub(crate) rows_limit: usize,
    pub(crate) rows_last: Option<Duration>,
    pub(crate) location: &'static Location<'static>,
}

impl<'a> Asked<'a> {
    fn of(view: &'a View) -> Self {
        Asked {
            aggregation: view.aggregation().to_string(),
            measure: view.measure_name(),
            tag_keys: view.tag_keys(),
            rows_limit: view.rows_limit(),
            rows_last: view.rows_last(),
            location: view.location,
        }
    }
}

impl Conflict {
    /// A view of a measure that is not there; another one may be meant.
    pub(crate) fn of_no_measure(view: &View, meant: Option<&'static str>) -> Self {
        Self::of_one(view, Fault::NoMeasure(view.measure_name(), meant))
    }

    /// A view of calls in flight, which are no measurements.
    pub(crate) fn of_calls_in_flight(view: &View) -> Self {
        Self::of_one(view, Fault::InFlight(view.measure_name()))
    }

    fn of_one(view: &View, fault: Fault) -> Self {
        let (first, second) = (view.location, view.location);
        Conflict { what: "view", name: view.name(), fault, first, second }
    }

    pub(crate) fn of_slos(first: &Slo, second: &Slo) -> Self {
        Conflict {
            what: "objective",
            name: first.spec().id,
            fault: Fault::Differs("for other calls".to_owned()),
            first: first.location,
            second: second.location,
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { what, name, fault, first, second } = self;
        let at = |location: &Location<'_>| format!("{}:{}", location.file(), location.line());
        let first = at(first);
        match fault {
            Fault::Differs(how) => write!(
                f,
                "{what} `{name}` is already declared {how} ({first}, {}); \
                 give one of them another name",
                at(second)
            ),
            Fault::NoMeasure(measure, Some(meant)) => write!(
                f,
                "{what} `{name}` is on measure `{measure}`, which is not there ({first}); \
                 did you mean `{meant}`?"
            ),
            Fault::NoMeasure(measure, None) => write!(
                f,
                "{what} `{name}` is on measure `{measure}`, which is not there ({first}); \
                 give it the name that a measure is declared with, or a function's `count`, \
                 `errors` or `latency`"
            ),
            Fault::InFlight(measure) => write!(
                f,
                "{what} `{name}` is on `{measure}`, which shows calls in flight and no \
                 measurements ({first}); read its own view"
            ),
        }
    }
}

impl Error for Conflict {}
