//! A name or a unit: a literal whose spelling is checked here, or a path that the compiler checks.

use syn::{Lit, LitStr};

use crate::faults::Faults;
use crate::legal;
use crate::model::pattern;
use crate::name::{self, Fault};
use crate::parse::{Amount, Value};
use crate::syntax::Path;

/// A name, or a unit.
#[derive(Clone)]
pub(crate) enum Text {
    /// It is legal.
    Literal(LitStr),
    /// It is checked by constant evaluation, at its own place.
    Path(Path),
}

impl Text {
    /// The name of a view or of a measure; `of` is what it is the value of.
    pub(crate) fn name(of: &str, value: Value, faults: &mut Faults) -> Option<Self> {
        let text = Self::read(of, value, faults)?;
        if let Text::Literal(literal) = &text {
            let written = literal.value();
            if let Err(fault) = name::check(&written) {
                faults.at(literal, explain(fault, &written));
                return None;
            }
        }
        Some(text)
    }

    /// The unit of a measure.
    pub(crate) fn unit(value: Value, faults: &mut Faults) -> Option<Self> {
        let text = Self::read("unit", value, faults)?;
        if let Text::Literal(literal) = &text
            && name::check_unit(&literal.value()).is_err()
        {
            faults.at(
                literal,
                "a unit is a UCUM code such as `ms`, `By` or `1`: 1 to 63 printable ASCII \
                 characters, no blanks",
            );
            return None;
        }
        Some(text)
    }

    /// The text, where it is known here.
    pub(crate) fn literal(&self) -> Option<&LitStr> {
        match self {
            Text::Literal(literal) => Some(literal),
            Text::Path(_) => None,
        }
    }

    fn read(of: &str, value: Value, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Literal(Amount { minus: None, literal: Lit::Str(literal) })
                if literal.suffix().is_empty() =>
            {
                Some(Text::Literal(literal))
            }
            Value::Path(path) if path.starts_with_self() => {
                faults.at(
                    path,
                    "a name cannot depend on `Self`: the function's series is one static; write \
                     the name of the type",
                );
                None
            }
            Value::Path(path) => Some(Text::Path(path)),
            other => {
                faults.at(
                    other,
                    format!("`{of}` takes a string literal, or a path to a `const` of type `&str`"),
                );
                None
            }
        }
    }
}

/// The names that one macro gives; no two may be the same.
#[derive(Default)]
pub(crate) struct Names<'a>(Vec<(&'a LitStr, String, String)>);

impl<'a> Names<'a> {
    /// Adds what `of` has for a name; constants are compared when the program starts.
    pub(crate) fn add(&mut self, of: &str, text: Option<&'a Text>, faults: &mut Faults) {
        let Some(Text::Literal(literal)) = text else { return };
        let name = literal.value();
        if let Some((first, _, first_of)) = self.0.iter().find(|(_, first, _)| *first == name) {
            faults.twice(
                first,
                literal,
                format!("`{of}` and `{first_of}` cannot have the same name, `{name}`"),
            );
        }
        self.0.push((literal, name, of.to_owned()));
    }
}

/// Says what is wrong with a name, with its own words, and how it would be right.
fn explain(fault: Fault, written: &str) -> String {
    let wrong = match fault {
        Fault::Character(at) => match written[at..].chars().next() {
            Some(' ') => format!("{}, not a blank", fault.message()),
            Some(character) => format!("{}, not `{character}`", fault.message()),
            None => fault.message().to_owned(),
        },
        Fault::TooLong => format!("{}, not {}", fault.message(), written.len()),
        _ => fault.message().to_owned(),
    };
    if let Some(hint) = pattern::hint(written) {
        return format!("{wrong}{hint}");
    }
    match legal::like(written) {
        Some(legal) => format!("{wrong}: write `{legal}`"),
        None => wrong,
    }
}
