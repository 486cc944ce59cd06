//! `slo = CHECKOUT`, or `slo(availability = 99.9%, window = 28d)`: the objective of a function.

use proc_macro2::{Group, Ident};
use syn::LitStr;

use crate::faults::Faults;
use crate::model::Given;
use crate::model::slo::{Said, id};
use crate::parse::{Arg, Entry, Says, Value};
use crate::syntax::Path;

/// The objective of a function.
#[derive(Clone)]
pub(crate) enum Serving {
    /// One that is declared elsewhere.
    Path(Path),
    /// One of its own.
    Own(Box<Own>),
}

/// An objective that a function declares for itself.
#[derive(Clone)]
pub(crate) struct Own {
    /// The word `slo`.
    pub(crate) word: Ident,
    /// The id; else it is made of the function's path.
    pub(crate) id: Option<LitStr>,
    pub(crate) said: Said,
}

impl Serving {
    /// Takes the objective from what was given.
    pub(crate) fn of(given: &mut Given, faults: &mut Faults) -> Option<Self> {
        let mut args = given.take_all("slo");
        if args.len() > 1
            && let Some(at) = args.iter().position(|arg| !matches!(arg.value, Value::Inside(_)))
        {
            let path = args.swap_remove(at);
            let message = "`slo` is given twice: a function serves one objective".to_owned();
            faults.twice(&path.key, &args[0].key, message);
            return None;
        }
        let mut groups = Vec::new();
        for Arg { key, value } in args {
            match value {
                Value::Inside(group) => groups.push((key, group)),
                Value::Path(path) => return Some(Serving::Path(path)),
                other => faults.at(
                    other,
                    "`slo` takes the path of an objective that `declare_slo!` declares, as in \
                     `slo = CHECKOUT`, or one in parentheses: `slo(availability = 99.9%, \
                     window = 28d)`",
                ),
            }
        }
        Own::of(groups, faults).map(Serving::Own)
    }
}

impl Own {
    /// Puts together what stands in one pair of parentheses, or in two: then the second adds a goal
    /// to the first, for the same window.
    fn of(groups: Vec<(Ident, Group)>, faults: &mut Faults) -> Option<Box<Self>> {
        let mut word: Option<Ident> = None;
        let mut id = None;
        let mut entries: Vec<Entry> = Vec::new();
        let mut wrong = Faults::default();
        for (slo, group) in groups {
            let mut own = Entry::all(group.stream(), ',', &mut wrong);
            for entry in own.iter().filter(|entry| matches!(entry.says, Says::Block(_))) {
                let message = "who hears of an objective is said where `declare_slo!` declares it";
                wrong.at(&entry.key, message);
            }
            if let Some(at) = own.iter().position(|entry| entry.key == "id") {
                id = id::of_entry(own.remove(at), &mut wrong);
            }
            let known = |entry: &Entry| entries.iter().any(|first| is_same(first, entry));
            own.retain(|entry| word.is_none() || entry.key != "window" || !known(entry));
            entries.extend(own);
            word.get_or_insert(slo);
        }
        let word = word?;
        let said = if wrong.any() { None } else { Said::of(entries, &word, &mut wrong) };
        faults.merge(wrong);
        Some(Box::new(Own { id, said: said?, word }))
    }
}

/// Whether two entries say the same.
fn is_same(one: &Entry, other: &Entry) -> bool {
    let text = |entry: &Entry| match &entry.says {
        Says::Value(sign, value) => format!("{}{value}", sign.text),
        Says::Block(_) => String::new(),
    };
    one.key == other.key && text(one) == text(other)
}
