//! A measured `impl` block: every method that has a body, but for those that say otherwise.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::faults::Faults;
use crate::model::asked::{Asked, KEYS, nothing_asked};
use crate::model::choice::{Choice, WORDS};
use crate::model::measured::Measured;
use crate::model::pattern::{self, Named};
use crate::model::{Given, Serving, Tags, Text};
use crate::parse::block::{self as written, Method, Own, is_conditional, is_measured};
use crate::syntax::Path;

/// A measured block.
pub(crate) struct Block {
    pub(crate) written: written::Block,
    pub(crate) members: Vec<Member>,
}

/// What stands in it.
pub(crate) enum Member {
    Measured(Box<Measured>),
    Plain(TokenStream),
}

/// What the block's own attribute says of its methods.
struct Common {
    krate: Option<Path>,
    asked: Asked,
    tags: Option<Tags>,
    named: Named,
    /// Each name that was made of a pattern, with the method that it is for.
    made: HashMap<String, String>,
}

impl Block {
    pub(crate) fn of(
        mut written: written::Block,
        mut given: Given,
        krate: Option<Path>,
        faults: &mut Faults,
    ) -> Self {
        faults.merge(std::mem::take(&mut written.faults));
        for word in ["skip", "future", "sync", "stream"] {
            if let Some(word) = given.take_word(word) {
                let message =
                    format!("`{word}` goes on a method of this block: `#[measured({word})]`");
                faults.at(word, message);
            }
        }
        for attribute in written.attributes.iter().filter(|other| is_measured(other)) {
            faults.at(
                attribute,
                "`#[measured]` stands on this block twice: one attribute takes all keys",
            );
        }
        let before = faults.any();
        let asked = Asked::of(&mut given, pattern::read, faults);
        if let Some(Serving::Own(own)) = &asked.slo {
            faults.at(
                &own.word,
                "each method would have an objective of its own: put `slo(…)` on one, or declare \
                 one for all with `declare_slo!` and say `slo = …` here",
            );
        }
        let tags = Tags::of(&mut given, faults);
        let named = Named::of(&written.ty, &written.generics);
        for (_, text) in asked.texts() {
            named.check(text, faults);
        }
        let mut common = Common { krate, asked, tags, named, made: HashMap::new() };
        // What is wrong with a pattern is not told again for each method.
        let told = !before && faults.any();
        let members = std::mem::take(&mut written.members)
            .into_iter()
            .map(|member| match member {
                written::Member::Other(tokens) => Member::Plain(tokens),
                written::Member::Method(method) => common.member(*method, told, faults),
            })
            .collect();
        Block { written, members }
    }
}

impl Common {
    fn member(&mut self, method: Method, told: bool, faults: &mut Faults) -> Member {
        let Method { function, own } = method;
        for attribute in function.attributes.iter().filter(|other| is_conditional(other)) {
            faults.at(
                attribute,
                "a measured block does not see under which condition this is to be: put \
                 `#[measured(skip)]` on the method, or `#[cfg]` on two versions of it",
            );
        }
        let mut krate = self.krate.clone();
        let mut choice = None;
        let mut asked = None;
        let mut tags = None;
        if let Some(Own { attribute, args }) = own {
            let mut given = Given::sort(args, KEYS, WORDS, faults);
            if let Some(skip) = given.take_word("skip") {
                if !given.is_empty() {
                    faults.at(skip, "`skip` leaves this method out: nothing else goes with it");
                }
                return Member::Plain(function.into_token_stream());
            }
            krate = given.take_crate(faults).or(krate);
            choice = Choice::of(&mut given, faults);
            tags = Tags::of(&mut given, faults);
            let silent = !Asked::is_in(&given) && !given.unknown && tags.is_none();
            if !given.is_empty() {
                asked = Some(Asked::of(&mut given, Text::name, faults));
            } else if silent && choice.is_none() && !faults.any() {
                faults.at(attribute, nothing_asked());
            }
        }
        if asked.is_none() && tags.is_none() {
            tags.clone_from(&self.tags);
        }
        let ident = &function.signature.ident;
        let asked = asked.unwrap_or_else(|| {
            // A name is told once, and only where the pattern is right.
            let mut wrong = Faults::default();
            let asked = self.asked.renamed(|text| self.named.fill(text, ident, &mut wrong));
            for (_, text) in asked.texts() {
                let Text::Literal(name) = text else { continue };
                let other = self.made.entry(name.value()).or_insert_with(|| ident.to_string());
                if ident != other {
                    let message = format!(
                        "`{}` would be a name of `{other}` and of `{ident}`: give one of them \
                         names of its own",
                        name.value()
                    );
                    wrong.at(ident, message);
                }
            }
            if !told {
                faults.merge(wrong);
            }
            asked
        });
        let ty = self.named.ident.as_ref().map(|ident| format!("{ident}::"));
        let path = format!("{}{}", ty.unwrap_or_default(), function.name());
        Member::Measured(Box::new(Measured::of(krate, asked, tags, path, function, choice, faults)))
    }
}
