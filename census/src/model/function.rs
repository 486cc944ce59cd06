//! A measured function: the one static that its attribute expands into.

use std::panic::Location;
use std::time::Duration;

use once_cell::race::OnceRef;

use crate::model::function_tags::{Besides, FunctionRows, FunctionTags, Tagged};
use crate::model::ladder::DEFAULT_LATENCY_BOUNDS;
use crate::model::objective::{self, Slo};
use crate::model::place::Place;
use crate::model::{Aggregation, AnyMeasure, Bounds, Kind, TagKey, TimeUnit, name};

/// What of a function is measured, as its attribute said.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The function's path, `module::function`: for descriptions only.
    pub path: &'static str,
    /// The view of every call.
    pub count: Option<&'static str>,
    /// The view of the calls that ended in an error or a panic.
    pub errors: Option<&'static str>,
    /// The view of the time that calls took.
    pub latency: Option<Latency>,
    /// The view of the calls that have begun and not ended.
    pub in_flight: Option<&'static str>,
}

/// The view of the time that calls took.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    /// Its name.
    pub name: &'static str,
    /// The unit that its values are exported in.
    pub unit: TimeUnit,
    /// Its bounds, in nanoseconds: most functions share them, and keep half of a slice each.
    pub bounds: &'static &'static [u64],
}

/// A measured function, and the place of its cells.
///
/// Its cells are one block, so that one increment tells more than one thing:
///
/// | asked for | cells |
/// |---|---|
/// | `count` alone | calls: in the table of counts, not in a block |
/// | `errors`, no `latency` | ok, error, panic, cancelled |
/// | `latency` | sum (2), sum of squares (2), buckets |
/// | `latency` and `errors` | the same, with error, panic, cancelled before the buckets |
/// | `slo`, no `errors`, no `latency` | its verdicts, whose sum the calls are: in the table |
/// | `slo`, and either | the same, with the verdicts behind the outcomes, or before the buckets |
/// | `in_flight` | one more, the last |
#[derive(Debug)]
pub struct Function {
    pub(crate) asked: Asked,
    /// What its calls are broken down by, or the objective that they are counted for.
    pub(crate) besides: Option<&'static Besides>,
    pub(crate) location: &'static Location<'static>,
    pub(crate) place: Place,
    /// Its lowest bound, in nanoseconds, up to some 4 s; 0 where it has none, so that no time is
    /// below it. What is below is surely in the first bucket.
    pub(crate) first_bound: u32,
    /// Its measures, where calls go off the fast path for them.
    pub(crate) measures: OnceRef<'static, Measures>,
}

/// What the registry makes of a function's names; shared by all functions that give the same.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pub(crate) count: Option<&'static AnyMeasure>,
    pub(crate) errors: Option<&'static AnyMeasure>,
    pub(crate) latency: Option<&'static AnyMeasure>,
}

impl Measures {
    /// Those that there are.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static AnyMeasure> {
        [self.count, self.errors, self.latency].into_iter().flatten()
    }
}

impl Function {
    /// Declares a measured function, whose names and bounds the expansion has checked: to check
    /// them here would be most of what the compiler does for a measured function.
    #[track_caller]
    pub const fn new(asked: Asked) -> Self {
        let first_bound = match asked.latency {
            Some(Latency { bounds: [first, ..], .. }) if *first < u32::MAX as u64 => *first as u32,
            Some(Latency { bounds: [_, ..], .. }) => u32::MAX,
            _ => 0,
        };
        Function {
            first_bound,
            asked,
            besides: None,
            location: Location::caller(),
            place: UNKNOWN,
            measures: UNMADE,
        }
    }

    /// The same function, of which that is asked besides. For expansions only.
    pub const fn besides(mut self, besides: &'static Besides) -> Self {
        self.besides = Some(besides);
        self
    }

    /// Its tags and their rows.
    pub(crate) const fn tagged(&self) -> Option<&'static Tagged> {
        match self.besides {
            Some(Besides::Tags(tagged)) => Some(tagged),
            _ => None,
        }
    }

    /// The objective that its calls are counted for in cells of its own.
    pub(crate) const fn slo(&self) -> Option<fn() -> &'static Slo> {
        match self.besides {
            Some(Besides::Slo(slo)) => Some(*slo),
            _ => None,
        }
    }

    /// What its calls are broken down by.
    pub(crate) fn tags(&self) -> Option<&'static FunctionTags> {
        self.tagged().map(|tagged| tagged.of)
    }

    /// The rows of its calls, once they are made.
    pub(crate) fn rows(&self) -> Option<FunctionRows> {
        self.tagged()?.rows.get().copied()
    }

    /// The keys that a part of it is broken down by: calls in flight have no result yet.
    pub(crate) fn columns(&self, part: Part) -> &'static [TagKey] {
        match (self.tags(), part) {
            (None, _) => &[],
            (Some(tags), Part::InFlight) => tags.start_keys(),
            (Some(tags), _) => tags.keys,
        }
    }

    /// The cell behind the moments and the failures of a function that asks for a latency: there
    /// the buckets begin, or those of its objective.
    #[inline]
    pub(crate) const fn behind_failures(judged: bool) -> usize {
        if judged { 7 } else { 4 }
    }

    /// The cell that those of its objective begin at, if it serves one; the calls' own stand before
    /// them, or the moments and the failures.
    pub(crate) const fn verdicts_from(&self) -> usize {
        let judged = self.asked.errors.is_some();
        match self.asked.latency {
            Some(_) => Self::behind_failures(judged),
            None if judged => OUTCOMES,
            None => 0,
        }
    }

    /// How many cells it has for its objective: one for each verdict.
    pub(crate) const fn verdicts(&self) -> usize {
        if self.slo().is_some() { objective::CELLS_OF_FUNCTION } else { 0 }
    }

    /// Whether its calls are counted and no more: then its cells are counts among others.
    pub(crate) const fn is_counted_only(&self) -> bool {
        self.asked.errors.is_none() && self.asked.latency.is_none() && self.tagged().is_none()
    }

    /// How many cells it has in a shard.
    pub(crate) const fn cells(&self) -> usize {
        let calls = match self.asked.latency {
            Some(latency) => latency.bounds.len() + 1,
            // The calls are the sum of those of the objective.
            None if self.asked.errors.is_none() && self.slo().is_none() => 1,
            None => 0,
        };
        self.verdicts_from() + self.verdicts() + calls + self.asked.in_flight.is_some() as usize
    }
}

/// Cells of a function that asks for errors and no latency: one for each outcome.
pub(crate) const OUTCOMES: usize = 4;

// A call takes the compiler as long as ten statements: these are constants, which it knows.
#[allow(clippy::declare_interior_mutable_const)]
const UNKNOWN: Place = Place::unknown();
#[allow(clippy::declare_interior_mutable_const)]
const UNMADE: OnceRef<'static, Measures> = OnceRef::new();

/// Declares a function without a latency; `""` is no name. For expansions only.
#[track_caller]
pub const fn function(
    path: &'static str,
    count: &'static str,
    errors: &'static str,
    in_flight: &'static str,
) -> Function {
    Function::new(Asked {
        path,
        count: named(count),
        errors: named(errors),
        latency: None,
        in_flight: named(in_flight),
    })
}

/// Declares a function with a latency. For expansions only.
#[track_caller]
pub const fn timed(
    path: &'static str,
    count: &'static str,
    errors: &'static str,
    in_flight: &'static str,
    latency: &'static str,
    unit: TimeUnit,
    bounds: &'static &'static [u64],
) -> Function {
    Function::new(Asked {
        path,
        count: named(count),
        errors: named(errors),
        latency: Some(Latency { name: latency, unit, bounds }),
        in_flight: named(in_flight),
    })
}

/// Declares a function with a latency that says neither a unit nor buckets. For expansions only.
#[track_caller]
pub const fn timed_by_default(
    path: &'static str,
    count: &'static str,
    errors: &'static str,
    in_flight: &'static str,
    latency: &'static str,
) -> Function {
    Function::new(Asked {
        path,
        count: named(count),
        errors: named(errors),
        latency: Some(Latency { name: latency, ..BY_DEFAULT }),
        in_flight: named(in_flight),
    })
}

const BY_DEFAULT: Latency =
    Latency { name: "", unit: TimeUnit::Seconds, bounds: &DEFAULT_LATENCY_BOUNDS };

const fn named(name: &'static str) -> Option<&'static str> {
    // `is_empty` would be three calls more.
    match name.as_bytes() {
        [] => None,
        _ => Some(name),
    }
}

/// Asserts at compile time that a name is legal. For expansions only.
///
/// # Panics
///
/// If it is not, with what is wrong.
#[track_caller]
pub const fn assert_name(name: &str) {
    if let Err(fault) = name::check(name) {
        panic!("{}", fault.message());
    }
}

/// A latency's bounds that are given as a constant. For expansions only.
///
/// # Panics
///
/// If `N` is not their number, if there are none, if one is over `u64` nanoseconds, or if they are
/// not strictly increasing.
#[track_caller]
pub const fn nanoseconds<const N: usize>(bounds: &[Duration]) -> [u64; N] {
    assert!(bounds.len() == N, "a constant changed its length");
    let mut nanoseconds = [0; N];
    let mut at = 0;
    while at < N {
        let wide = bounds[at].as_nanos();
        assert!(wide <= u64::MAX as u128, "a bound must be less than 584 years");
        nanoseconds[at] = wide as u64;
        at += 1;
    }
    assert!(N > 0, "there must be one bound at least");
    crate::model::aggregation::assert_times(&nanoseconds);
    nanoseconds
}

/// The parts of a function that are views of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Count,
    Errors,
    Latency,
    InFlight,
}

impl Asked {
    /// The name that is given for a part.
    pub(crate) fn name(&self, part: Part) -> Option<&'static str> {
        match part {
            Part::Count => self.count,
            Part::Errors => self.errors,
            Part::Latency => self.latency.map(|latency| latency.name),
            Part::InFlight => self.in_flight,
        }
    }

    /// The measure and the view that a part asks for; `None` where it is not asked for.
    pub(crate) fn declare(
        &self,
        part: Part,
        location: &'static Location<'static>,
    ) -> Option<Declared> {
        let (name, unit, kind, aggregation) = match part {
            Part::Count => (self.count?, "1", Kind::I64, Aggregation::Count),
            Part::Errors => (self.errors?, "1", Kind::I64, Aggregation::Count),
            Part::InFlight => (self.in_flight?, "1", Kind::I64, Aggregation::LastValue),
            Part::Latency => {
                let Latency { name, unit, bounds } = self.latency?;
                let bounds = Bounds::times(bounds, unit);
                (name, unit.code(), Kind::F64, Aggregation::Distribution(bounds))
            }
        };
        let measure = AnyMeasure::unchecked(name, unit, kind, location).of_function();
        Some(Declared { measure, aggregation })
    }

    /// What a part shows, in a sentence.
    pub(crate) fn describe(&self, part: Part) -> String {
        let path = self.path;
        match part {
            Part::Count => format!("Calls of {path}."),
            Part::Errors => format!("Calls of {path} that ended in an error or a panic."),
            Part::Latency => format!("Time that calls of {path} took."),
            Part::InFlight => format!("Calls of {path} that have begun and not ended."),
        }
    }
}

impl Part {
    /// Each of them.
    pub(crate) const ALL: [Part; 4] = [Part::Count, Part::Errors, Part::Latency, Part::InFlight];
}

/// A measure that is not registered yet, and the aggregation of the view of the same name.
pub(crate) struct Declared {
    pub(crate) measure: AnyMeasure,
    pub(crate) aggregation: Aggregation,
}
