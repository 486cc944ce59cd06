//! The buckets of a latency, and the unit that it is exported in.

use proc_macro2::Span;
use syn::Lit;
use syn::spanned::Spanned;

use crate::faults::Faults;
use crate::model::asked::ReadName;
use crate::model::duration::{Bound, TimeUnit, unknown};
use crate::model::{Given, Text};
use crate::parse::{Amount, Arg, List, Value};
use crate::syntax::Path;

/// Bounds a distribution may have, as the runtime's `BOUNDS_MAX`.
pub(crate) const BOUNDS_MAX: usize = 200;

/// The view of the time that calls take.
#[derive(Clone)]
pub(crate) struct Latency {
    pub(crate) name: Text,
    pub(crate) unit: TimeUnit,
    pub(crate) bounds: LatencyBounds,
}

/// What stands between its buckets.
#[derive(Clone)]
pub(crate) enum LatencyBounds {
    Default,
    /// Strictly increasing, one to 200 of them.
    Nanoseconds(Vec<u64>),
    /// A `const` of type `&[Duration]`.
    Path(Path),
    /// The default, with the threshold of the function's objective among it; where that was said.
    Auto(Span),
}

impl Latency {
    pub(crate) fn of(given: &mut Given, read: ReadName, faults: &mut Faults) -> Option<Self> {
        let name = given.take("latency");
        let unit = given.take("unit");
        let buckets = given.take("buckets");
        if name.is_none() && !given.unknown {
            for arg in [&unit, &buckets].into_iter().flatten() {
                let key = &arg.key;
                faults.at(
                    key,
                    format!("`{key}` says how a latency is kept, and there is no `latency`"),
                );
            }
        }
        let unit_given = unit.is_some();
        let unit = unit.and_then(|arg| time_unit(arg, faults));
        let bounds = match buckets {
            None => Some(LatencyBounds::Default),
            // What a bare number is cannot be said when the unit is misspelt.
            Some(_) if unit_given && unit.is_none() => None,
            Some(arg) => bounds(arg.value, unit, faults),
        };
        let name = read("latency", name?.value, faults);
        Some(Latency { name: name?, unit: unit.unwrap_or(TimeUnit::SECONDS), bounds: bounds? })
    }
}

impl Latency {
    /// Whether neither a unit nor buckets are said.
    pub(crate) fn is_by_default(&self) -> bool {
        self.unit == TimeUnit::SECONDS && matches!(self.bounds, LatencyBounds::Default)
    }
}

fn time_unit(arg: Arg<Value>, faults: &mut Faults) -> Option<TimeUnit> {
    let literal = match &arg.value {
        Value::Literal(Amount { minus: None, literal: Lit::Str(literal) }) => literal.value(),
        other => {
            faults.at(other, "`unit` takes a unit of time as a string literal, as in `\"ms\"`");
            return None;
        }
    };
    let unit = TimeUnit::of(&literal);
    if unit.is_none() {
        faults.at(&arg.value, unknown(&literal, TimeUnit::meant(&literal)));
    }
    unit
}

fn bounds(value: Value, unit: Option<TimeUnit>, faults: &mut Faults) -> Option<LatencyBounds> {
    let list = match value {
        Value::List(list) => list,
        Value::Path(path) if path.is("auto") => {
            return Some(LatencyBounds::Auto(path.span()));
        }
        Value::Path(path) => return Some(LatencyBounds::Path(path)),
        other => {
            faults.at(
                other,
                "`buckets` takes durations in brackets, as in `[5ms, 10ms, 2.5s]`, a path to a \
                 `const` of type `&[Duration]`, or `auto` beside an objective",
            );
            return None;
        }
    };
    if !fits(&list, faults) {
        return None;
    }
    let mut nanoseconds: Vec<u64> = Vec::with_capacity(list.values.len());
    let mut before: Option<Bound> = None;
    for value in list.values {
        // One message is enough: what is wrong with the first is mostly wrong with all.
        let bound = Bound::of(value, unit, faults)?;
        if bound.nanoseconds == 0 {
            faults.at(
                bound.literal,
                "no call takes less than no time, and the bucket below this bound would stay \
                 empty: leave it out",
            );
            return None;
        }
        if let Some(before) = before
            && before.nanoseconds >= bound.nanoseconds
        {
            let message = format!(
                "bounds must be strictly increasing: `{}` after `{}`",
                written(&bound.literal),
                written(&before.literal)
            );
            faults.at(&bound.literal, message);
            return None;
        }
        nanoseconds.push(bound.nanoseconds);
        before = Some(bound);
    }
    Some(LatencyBounds::Nanoseconds(nanoseconds))
}

/// Whether a list of bounds has one at least and 200 at most.
pub(crate) fn fits(list: &List, faults: &mut Faults) -> bool {
    match list.values.len() {
        0 => faults.at(list, "there must be one bound at least"),
        count if count > BOUNDS_MAX => {
            faults.at(list, format!("there are at most {BOUNDS_MAX} bounds, not {count}"));
        }
        _ => return true,
    }
    false
}

/// A literal as it stands in the code.
pub(crate) fn written(literal: impl quote::ToTokens) -> String {
    literal.to_token_stream().to_string()
}
