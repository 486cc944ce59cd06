//! What a name stands for: compared at once, and put into words where two of one name differ.

use std::borrow::Cow;
use std::time::Duration;

use quote::ToTokens;

use crate::ladder::DEFAULT_LATENCY_BOUNDS;
use crate::model::measure::Measure;
use crate::model::rows::{Max, Rows, Time};
use crate::model::view::View;
use crate::model::{Aggregation, Latency, LatencyBounds, Text};

/// What a name stands for, as far as a macro sees it: two paths may lead to one thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// What of a function's calls the key asks for.
    Calls(&'static str),
    /// The unit, and the bounds in nanoseconds, of the time that calls take.
    Time(&'static str, Option<Cow<'static, [u64]>>),
    /// The type of the values and the unit of a declared measure.
    Measure(String, Option<String>),
    /// The aggregation, its bounds and the number of tag keys of a declared view, and what is said
    /// of its rows, as far as it is known.
    View(&'static str, Option<Vec<f64>>, usize, [Option<String>; 2]),
}

impl Meaning {
    /// That of a view of a function, by its key.
    pub(crate) fn of_key(key: &str, latency: Option<&Latency>) -> Self {
        match (key, latency) {
            ("latency", Some(Latency { unit, bounds, .. })) => {
                let bounds = match bounds {
                    LatencyBounds::Default => Some(Cow::Borrowed(DEFAULT_LATENCY_BOUNDS)),
                    LatencyBounds::Nanoseconds(bounds) => Some(Cow::Owned(bounds.clone())),
                    LatencyBounds::Path(_) | LatencyBounds::Auto(_) => None,
                };
                Meaning::Time(unit.code, bounds)
            }
            ("errors", _) => Meaning::Calls("failures"),
            ("in_flight", _) => Meaning::Calls("calls in flight"),
            _ => Meaning::Calls("calls"),
        }
    }

    pub(crate) fn of_measure(measure: &Measure) -> Self {
        let unit = match &measure.unit {
            Text::Literal(unit) => Some(unit.value()),
            Text::Path(_) => None,
        };
        Meaning::Measure(measure.kind.to_token_stream().to_string(), unit)
    }

    pub(crate) fn of_view(view: &View) -> Self {
        let (aggregation, bounds) = match &view.aggregation {
            Aggregation::Count => ("count", None),
            Aggregation::Sum => ("sum", None),
            Aggregation::LastValue => ("last_value", None),
            Aggregation::Distribution(bounds) => ("distribution", Some(bounds.clone())),
            Aggregation::DistributionOf(_) => ("distribution", None),
        };
        Meaning::View(aggregation, bounds, view.tags.len(), of_rows(&view.rows))
    }

    /// What a name of both is: a function's is a view and a measure.
    pub(crate) fn kind(&self, other: &Self) -> &'static str {
        match (self, other) {
            (Meaning::Measure(..), _) | (_, Meaning::Measure(..)) => "measure",
            _ => "view",
        }
    }

    /// Says of two of one name how they differ, if they are known to.
    pub(crate) fn difference(&self, other: &Self) -> Option<[String; 2]> {
        if let (Meaning::Measure(..), Meaning::View(..))
        | (Meaning::View(..), Meaning::Measure(..)) = (self, other)
        {
            return None; // Each has a name of its own.
        }
        let phrases = self.phrases().into_iter().zip(other.phrases());
        phrases.filter_map(|(one, other)| Some([one?, other?])).find(|[one, other]| one != other)
    }

    /// Its parts, the widest first; `None` for what is not known. Parts of the same place can be
    /// compared if all before are equal.
    fn phrases(&self) -> [Option<String>; 6] {
        let by_hand = || Some("by hand".to_owned());
        let by_a_function = || Some("by a measured function".to_owned());
        let with = |what: &str, value: &str| Some(format!("with {what} `{value}`"));
        match self {
            Meaning::Calls(what) => {
                [by_a_function(), Some(format!("for {what}")), None, None, None, None]
            }
            Meaning::Time(unit, bounds) => {
                let what = Some("for the time of calls".to_owned());
                let buckets = bounds.as_ref().and_then(|bounds| {
                    let bounds = bounds.iter().copied().map(Duration::from_nanos);
                    let bounds = format!("{:?}", bounds.collect::<Vec<_>>());
                    with("buckets", &bounds.replace("µ", "u"))
                });
                [by_a_function(), what, with("unit", unit), buckets, None, None]
            }
            Meaning::Measure(kind, unit) => {
                let unit = unit.as_ref().and_then(|unit| with("unit", unit));
                [by_hand(), with("values of type", kind), unit, None, None, None]
            }
            Meaning::View(aggregation, bounds, tags, [rows, time]) => {
                let bounds = bounds.as_ref().and_then(|at| with("bounds", &format!("{at:?}")));
                let keys = if *tags == 1 { "key" } else { "keys" };
                let tags = Some(format!("with {tags} tag {keys}"));
                let aggregation = with("aggregation", aggregation);
                [by_hand(), aggregation, bounds, tags, rows.clone(), time.clone()]
            }
        }
    }
}

/// How many rows a view keeps and for how long, in words; `None` for what a path says.
fn of_rows(rows: &Rows) -> [Option<String>; 2] {
    /// What census keeps where nothing is said.
    const ROWS_MAX: &str = "2000";
    let max = match &rows.max {
        None => Some(ROWS_MAX),
        Some(Max::Number(number)) => Some(number.base10_digits()),
        Some(Max::Path(_)) => None,
    };
    let time = match &rows.expire_after {
        None => Some("with rows that stay".to_owned()),
        Some((_, Time::Nanoseconds(time))) => {
            Some(format!("with rows that expire after `{:?}`", Duration::from_nanos(*time)))
        }
        Some((_, Time::Path(_))) => None,
    };
    [max.map(|max| format!("with at most `{max}` rows")), time]
}
