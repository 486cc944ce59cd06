//! What `#[derive(TagValue)]` means: a closed set of values, one for each variant.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Error, Lit, LitStr, Result};

use crate::faults::Faults;
use crate::model::pattern::snake;
use crate::name::printable_bytes;
use crate::parse::Value;
use crate::parse::closed::{Case, Input, Kind};
use crate::syntax::Path;

/// Bytes a tag's value may have, as in OpenCensus.
const BYTES_MAX: usize = 255;

/// The values of an enum.
pub(crate) struct Closed {
    pub(crate) krate: Option<Path>,
    pub(crate) ident: Ident,
    pub(crate) cases: Vec<(Ident, LitStr)>,
}

impl TryFrom<Input> for Closed {
    type Error = Error;

    fn try_from(input: Input) -> Result<Self> {
        let Input { ident, generics, krate, kind, mut faults } = input;
        let parameters = generics.inside();
        if !parameters.is_empty() {
            faults.at(
                parameters,
                "a closed set has no parameters: its values are known when the program is written",
            );
        }
        let cases = match kind {
            Kind::Other(word) => {
                faults.at(
                    &word,
                    format!(
                        "`#[derive(TagValue)]` goes on an enum, not on a `{word}`: what has any \
                         text for a value is given as a `&str`"
                    ),
                );
                Vec::new()
            }
            Kind::Enum(cases) if cases.is_empty() => {
                faults.at(&ident, "a closed set has one value at least: give the enum a variant");
                Vec::new()
            }
            Kind::Enum(cases) => {
                cases.into_iter().filter_map(|case| value(case, &mut faults)).collect()
            }
        };
        for (at, (_, value)) in cases.iter().enumerate() {
            let same = |(_, first): &&(Ident, LitStr)| first.value() == value.value();
            if let Some((first_of, first)) = cases[..at].iter().find(same) {
                let message = format!(
                    "`{}` is the value of `{first_of}` already: give one of them another, as in \
                     `#[tag(\"…\")]`",
                    value.value()
                );
                faults.twice(first, value, message);
            }
        }
        faults.or(Some(Closed { krate, ident, cases }))
    }
}

/// A variant and its value: what `#[tag(…)]` says, else its own name in snake case.
fn value(case: Case, faults: &mut Faults) -> Option<(Ident, LitStr)> {
    let Case { ident, data, spellings } = case;
    if let Some(data) = data {
        faults.at(
            data,
            format!(
                "`{ident}` carries data, so that its values are no closed set: take the data \
                 out, or give the tag a `&str`"
            ),
        );
    }
    let mut spellings = spellings.into_iter();
    let Some((first, value)) = spellings.next() else {
        let name = snake(&ident.unraw().to_string());
        let value = LitStr::new(&name, ident.span());
        return check(&value, faults).then_some((ident, value));
    };
    if let Some((second, _)) = spellings.next() {
        faults.twice(first, second, format!("the value of `{ident}` is given twice"));
    }
    match value {
        Value::Literal(amount) if amount.minus.is_none() => match amount.literal {
            Lit::Str(value) => return check(&value, faults).then_some((ident, value)),
            other => faults.at(other, "a value is a string literal, as in `#[tag(\"GET\")]`"),
        },
        other => faults.at(other, "a value is a string literal, as in `#[tag(\"GET\")]`"),
    }
    None
}

/// Says whether a text can be a value.
fn check(value: &LitStr, faults: &mut Faults) -> bool {
    let text = value.value();
    let at = printable_bytes(text.as_bytes());
    if text.len() > BYTES_MAX {
        faults.at(value, format!("a tag value has at most 255 bytes, not {}", text.len()));
    } else if let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        faults.at(
            value,
            format!(
                "a tag value is printable ASCII, and `{}` is not: write it as in `#[tag(\"…\")]`",
                c.escape_debug()
            ),
        );
    } else {
        return true;
    }
    false
}
