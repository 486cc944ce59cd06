//! How a declared view makes one datum of many measurements.

use proc_macro2::Ident;
use syn::Lit;

use crate::faults::Faults;
use crate::model::bounds::{fits, written};
use crate::parse::{Amount, List, Value};
use crate::spelling;
use crate::syntax::Path;

const WORDS: &[&str] = &["count", "sum", "last_value", "distribution"];

/// The same, as they are written.
const SHAPES: &[&str] = &["count", "sum", "last_value", "distribution[…]"];

/// The aggregation of a view.
pub(crate) enum Aggregation {
    Count,
    Sum,
    LastValue,
    /// Strictly increasing and finite, one to 200 of them.
    Distribution(Vec<f64>),
    /// A `const` of type `&[f64]`.
    DistributionOf(Path),
}

impl Aggregation {
    pub(crate) fn of(value: Value, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Path(path) => match path.word() {
                Some(word) => Self::plain(word, faults),
                None => {
                    faults.at(path, format!("an aggregation is one of {}", words()));
                    None
                }
            },
            Value::Applied(word, value) if word == "distribution" => match *value {
                Value::List(list) => bounds(list, faults).map(Aggregation::Distribution),
                Value::Path(path) => Some(Aggregation::DistributionOf(path)),
                other => {
                    faults.at(
                        other,
                        "write the bounds in brackets, as in `distribution[1, 2.5, 10]`, or a \
                         path to a `const` of type `&[f64]` in parentheses",
                    );
                    None
                }
            },
            Value::Applied(word, value) if WORDS.contains(&word.to_string().as_str()) => {
                faults.at(value, format!("`{word}` takes no bounds; `distribution` does"));
                None
            }
            Value::Applied(word, _) => {
                Self::unknown(&word, faults);
                None
            }
            other => {
                faults.at(other, format!("an aggregation is one of {}", words()));
                None
            }
        }
    }

    fn plain(word: &Ident, faults: &mut Faults) -> Option<Self> {
        match word.to_string().as_str() {
            "count" => Some(Aggregation::Count),
            "sum" => Some(Aggregation::Sum),
            "last_value" => Some(Aggregation::LastValue),
            "distribution" => {
                faults.at(word, "a distribution needs its bounds: `distribution[1, 2.5, 10]`");
                None
            }
            _ => {
                Self::unknown(word, faults);
                None
            }
        }
    }

    fn unknown(word: &Ident, faults: &mut Faults) {
        let written = word.to_string();
        let meant = spelling::nearest(&written, WORDS);
        faults.at(word, spelling::unknown("aggregation", &written, meant, SHAPES));
    }
}

fn words() -> String {
    spelling::list(SHAPES)
}

fn bounds(list: List, faults: &mut Faults) -> Option<Vec<f64>> {
    if !fits(&list, faults) {
        return None;
    }
    let mut bounds: Vec<f64> = Vec::with_capacity(list.values.len());
    let mut before: Option<Amount> = None;
    for value in list.values {
        let (amount, number) = number(value, faults)?;
        if let (Some(last), Some(before)) = (bounds.last(), &before)
            && *last >= number
        {
            let message = format!(
                "bounds must be strictly increasing: `{}` after `{}`",
                written(&amount).replace("- ", "-"),
                written(before).replace("- ", "-")
            );
            faults.at(amount, message);
            return None;
        }
        bounds.push(number);
        before = Some(amount);
    }
    Some(bounds)
}

/// A number without a unit: the measure has one.
fn number(value: Value, faults: &mut Faults) -> Option<(Amount, f64)> {
    let Value::Literal(amount) = value else {
        faults.at(value, "a bound is a number, as in `distribution[1, 2.5, 10]`");
        return None;
    };
    let (digits, suffix) = match &amount.literal {
        Lit::Int(number) => (number.base10_digits(), number.suffix()),
        Lit::Float(number) => (number.base10_digits(), number.suffix()),
        _ => {
            faults.at(amount, "a bound is a number, as in `distribution[1, 2.5, 10]`");
            return None;
        }
    };
    if !matches!(suffix, "" | "f64" | "i64") {
        let message = format!("a bound has the unit of its measure: write `{digits}`");
        faults.at(amount, message);
        return None;
    }
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            let number = if amount.minus.is_some() { -number } else { number };
            Some((amount, number))
        }
        _ => {
            faults.at(amount, "a bound must be a finite number");
            None
        }
    }
}
