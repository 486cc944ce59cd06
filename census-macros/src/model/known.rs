//! What the crate has declared so far: a name that is given another meaning is told at once.
//!
//! A compiler runs all macros of one crate in one process, which compiles no other; so they may
//! remember. Nothing promises that. Where it is not so, in the server of an editor, nothing is
//! remembered, and `start()` and `check()` tell what no macro could see: constants, other crates.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use proc_macro2::Span;
use syn::LitStr;

use crate::faults::Faults;
use crate::model::block::Member;
use crate::model::item::Item;
use crate::model::meaning::Meaning;
use crate::model::measure::Measures;
use crate::model::measured::Measured;
use crate::model::slo::Slos;
use crate::model::view::Views;
use crate::model::{Own, Serving};
use crate::syntax::Attribute;

/// The names of a crate, each with what it means and where it is given. No two meanings of a name
/// are equal, and none differs from another.
#[derive(Default)]
struct Known(HashMap<String, Vec<(Meaning, String)>>);

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// Whether this process compiles one crate and then ends.
static COMPILES: LazyLock<bool> = LazyLock::new(|| {
    std::env::args_os()
        .any(|word| word.to_str().is_some_and(|word| word.starts_with("--crate-name")))
});

impl Known {
    /// Remembers what a name means, or says what else it means already.
    fn conflict(
        &mut self,
        name: &str,
        meaning: Meaning,
        place: impl FnOnce() -> String,
    ) -> Option<String> {
        let known = self.0.entry(name.to_owned()).or_default();
        if known.iter().any(|(first, _)| *first == meaning) {
            return None;
        }
        let told = known.iter().find_map(|(first, place)| {
            let [one, other] = first.difference(&meaning)?;
            let what = first.kind(&meaning);
            Some(format!(
                "{what} `{name}` is already declared {one} ({place}), and here {other}: give one \
                 of them another name"
            ))
        });
        if told.is_none() {
            known.push((meaning, place()));
        }
        told
    }
}

impl Item {
    /// Tells which of its names mean something else.
    pub(crate) fn compare(&self, faults: &mut Faults) {
        match self {
            Item::Function(measured) => measured.compare(faults),
            Item::Block(block) if is_conditional(&block.written.attributes) => {}
            Item::Block(block) => block.members.iter().for_each(|member| match member {
                Member::Measured(measured) => measured.compare(faults),
                Member::Plain(_) => {}
            }),
        }
    }
}

impl Measured {
    fn compare(&self, faults: &mut Faults) {
        if is_conditional(&self.function.attributes) {
            return;
        }
        if let Some(Serving::Own(own)) = &self.asked.slo {
            let Own { id, .. } = &**own;
            id.iter().for_each(|id| compare_id(id, faults));
        }
        for (key, text) in self.asked.texts() {
            if let Some(name) = text.literal() {
                let meaning = Meaning::of_key(key, self.asked.latency.as_ref());
                compare(name, meaning, faults);
            }
        }
    }
}

impl Measures {
    /// Tells which of them mean something else.
    pub(crate) fn compare(&self, faults: &mut Faults) {
        for measure in self.measures.iter().filter(|measure| !is_conditional(&measure.attributes)) {
            if let Some(name) = measure.name.literal() {
                compare(name, Meaning::of_measure(measure), faults);
            }
        }
    }
}

impl Views {
    /// Tells which of them mean something else.
    pub(crate) fn compare(&self, faults: &mut Faults) {
        for view in self.views.iter().filter(|view| !is_conditional(&view.attributes)) {
            if let Some(name) = view.name.literal() {
                compare(name, Meaning::of_view(view), faults);
            }
        }
    }
}

impl Slos {
    /// Tells which of them have the id of another.
    pub(crate) fn compare(&self, faults: &mut Faults) {
        for slo in self.slos.iter().filter(|slo| !is_conditional(&slo.attributes)) {
            compare_id(&slo.id, faults);
        }
    }
}

/// The ids of the crate's objectives, each with where it is given.
static IDS: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);

fn compare_id(id: &LitStr, faults: &mut Faults) {
    if *COMPILES && proc_macro::is_available() {
        let mut ids = IDS.lock().unwrap_or_else(PoisonError::into_inner);
        let here = place(id.span());
        let first = ids.entry(id.value()).or_insert_with(|| here.clone());
        if *first != here {
            let id_text = id.value();
            let message = format!(
                "objective `{id_text}` is already declared ({first}): give one of them another id"
            );
            faults.at(id, message);
        }
    }
}

fn compare(name: &LitStr, meaning: Meaning, faults: &mut Faults) {
    if *COMPILES && proc_macro::is_available() {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let told = known.conflict(&name.value(), meaning, || place(name.span()));
        told.into_iter().for_each(|told| faults.at(name, told));
    }
}

/// The place of some token, as the compiler writes it.
fn place(span: Span) -> String {
    let span = span.unwrap();
    format!("{}:{}", span.file(), span.line())
}

/// Whether it may not be there in the end: a condition below us is looked at after us.
fn is_conditional(attributes: &[Attribute]) -> bool {
    let is_condition = |word| attributes.iter().any(|attribute| attribute.is(word));
    is_condition("cfg") || is_condition("cfg_attr")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_given_again_with_the_same_meaning_and_with_no_other() {
        let mut known = Known::default();
        let mut told = |name: &str, meaning, place: &str| {
            known.conflict(name, meaning, || place.to_owned()).unwrap_or_default()
        };
        let measure = |unit: Option<&str>| Meaning::Measure("i64".into(), unit.map(str::to_owned));
        let view =
            |bounds: &[f64]| Meaning::View("distribution", Some(bounds.to_vec()), 1, [None, None]);
        assert_eq!(told("a", measure(Some("ms")), "a.rs:1"), "");
        assert_eq!(told("a", measure(Some("ms")), "a.rs:2"), "");
        assert_eq!(told("b", measure(Some("s")), "a.rs:3"), "");
        assert_eq!(told("a", measure(None), "a.rs:4"), "");
        assert_eq!(told("a", view(&[1.0]), "a.rs:5"), "");
        let (one, other) = ("with unit `ms`", "with unit `s`");
        assert_eq!(
            told("a", measure(Some("s")), "a.rs:6"),
            format!(
                "measure `a` is already declared {one} (a.rs:1), and here {other}: give one of \
                 them another name"
            )
        );
        let (one, other) = ("with bounds `[1.0]`", "with bounds `[2.0]`");
        assert!(
            told("a", view(&[2.0]), "a.rs:7")
                .contains(&format!("{one} (a.rs:5), and here {other}"))
        );
        let (one, other) = ("by hand", "by a measured function");
        assert!(told("a", Meaning::Calls("calls"), "a.rs:8").contains(&format!(
            "measure `a` is already declared {one} (a.rs:1), and here {other}"
        )));
    }
}
