//! A measured function: what is asked of it, and how its calls are followed.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::faults::Faults;
use crate::model::asked::Asked;
use crate::model::choice::Choice;
use crate::model::way::Looked;
use crate::model::{Returned, Tags, Way};
use crate::parse::block::is_measured;
use crate::parse::function::Function;
use crate::syntax::Path;

/// A measured function.
pub(crate) struct Measured {
    pub(crate) krate: Option<Path>,
    pub(crate) asked: Asked,
    /// What its calls are broken down by.
    pub(crate) tags: Option<Tags>,
    /// Its name, behind that of its type where it is known.
    pub(crate) path: String,
    pub(crate) function: Function,
    pub(crate) way: Way,
}

impl Measured {
    pub(crate) fn of(
        krate: Option<Path>,
        asked: Asked,
        tags: Option<Tags>,
        path: String,
        mut function: Function,
        choice: Option<Choice>,
        faults: &mut Faults,
    ) -> Self {
        if let Some(constness) = &function.signature.constness {
            faults.at(
                constness,
                "a `const fn` cannot be measured: nothing can be counted while compiling; in an \
                 `impl` block, `#[measured(skip)]` leaves it out",
            );
        }
        for attribute in function.attributes.iter().filter(|attribute| is_measured(attribute)) {
            faults.at(
                attribute,
                "`#[measured]` stands on this function twice: one attribute takes all keys",
            );
        }
        if let (Some(tags), Some(_), false) = (&tags, &asked.slo, asked.has_views()) {
            faults.at(
                &tags.word,
                "an objective is not broken down by tags, and nothing else is measured here: add \
                 `count = \"…\"`, or leave `tags` out",
            );
        }
        if let Some(tag) = tags.as_ref().and_then(|tags| tags.at_end.first())
            && !asked.is_called()
            && asked.has_views()
        {
            faults.at(
                tag.value.as_ref().map_or_else(TokenStream::new, ToTokens::to_token_stream),
                "calls in flight have no result yet: add `count = \"…\"` for those that have \
                 ended, or leave this tag out",
            );
        }
        if let Some(tags) = &tags {
            tags.check_self(&function.signature, faults);
        }
        let looked = Looked::of(&asked, tags.as_ref());
        let way = Way::of(&mut function, &looked, choice, faults);
        if let Some(tags) = &tags {
            if let Some(moves) = way.moves() {
                tags.check_patterns(moves, faults);
            }
            if let Some(Returned::Nothing | Returned::Never) = way.returned() {
                tags.no_result(&function.signature, faults);
            }
        }
        Measured { krate, asked, tags, path, function, way }
    }
}
