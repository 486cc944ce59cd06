//! The id of a declaration: a part of names that every backend takes.

use syn::{Lit, LitStr};

use crate::faults::Faults;
use crate::model::slo::{equals, string};
use crate::parse::{Amount, Entry, Says, Value};

/// Bytes of an id: `<id>-availability` is a name of at most 63, as OpenSLO and Kubernetes have it.
const BYTES_MAX: usize = 50;

/// Reads an id.
pub(super) fn read(value: Value, faults: &mut Faults) -> Option<LitStr> {
    let id = match value {
        Value::Literal(Amount { minus: None, literal: Lit::Str(id) }) => id,
        other => {
            faults.at(
                other,
                "an id is a string literal: the linker has to see whether another objective has \
                 it",
            );
            return None;
        }
    };
    check(id, faults)
}

/// `id = "…"` among other entries.
pub(crate) fn of_entry(entry: Entry, faults: &mut Faults) -> Option<LitStr> {
    match entry.says {
        Says::Value(sign, value) if equals("id", &sign, faults) => {
            string("id", value, faults).and_then(|id| check(id, faults))
        }
        _ => None,
    }
}

/// Checks what is said for an id.
fn check(id: LitStr, faults: &mut Faults) -> Option<LitStr> {
    let text = id.value();
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let wrong = if text.is_empty() {
        "an id must not be empty".to_owned()
    } else if text.len() > BYTES_MAX {
        format!("an id has at most {BYTES_MAX} bytes, not {}", text.len())
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.ends_with(ends) {
        "an id begins with a small letter, and ends with one or with a digit".to_owned()
    } else if let Some(other) = text.chars().find(|c| !legal(*c)) {
        format!("an id is made of small letters, digits and `-`, not `{other}`")
    } else {
        return Some(id);
    };
    let like: String =
        text.to_lowercase().chars().map(|c| if legal(c) { c } else { '-' }).collect();
    let like = like.trim_matches(|c: char| !ends(c));
    let hint = if like.is_empty() || like == text || like.len() > BYTES_MAX {
        String::new()
    } else {
        format!(": write `{like}`")
    };
    faults.at(id, format!("{wrong}{hint}"));
    None
}
