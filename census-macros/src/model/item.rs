//! What `#[measured]` means on the item that it stands on.

use proc_macro2::Span;
use syn::{Error, Result};

use crate::faults::Faults;
use crate::model::asked::{Asked, KEYS, nothing_asked};
use crate::model::block::Block;
use crate::model::choice::{Choice, WORDS};
use crate::model::measured::Measured;
use crate::model::{Given, Tags, Text};
use crate::parse::function::{Function, Item as Written};
use crate::parse::measured::Input;

/// What is measured: one function, or those of a block.
pub(crate) enum Item {
    Function(Box<Measured>),
    Block(Box<Block>),
}

impl TryFrom<Input> for Item {
    type Error = Error;

    fn try_from(input: Input) -> Result<Self> {
        let Input { args, item, mut faults } = input;
        let unread = faults.any();
        let mut given = Given::sort(args, KEYS, WORDS, &mut faults);
        let krate = given.take_crate(&mut faults);
        let silent = !Asked::is_in(&given) && !unread && !given.unknown;
        if let Written::Block(block) = item {
            let place = block.word.span();
            if silent {
                faults.add(Error::new(attribute_near(place), nothing_asked()));
            }
            let block = Block::of(*block, given, krate, &mut faults);
            return Item::Block(Box::new(block)).or(faults);
        }
        if let Some(skip) = given.take_word("skip") {
            faults.at(
                skip,
                "`skip` leaves a method of a measured `impl` block out, and goes nowhere else",
            );
            return faults.or(None);
        }
        let choice = Choice::of(&mut given, &mut faults);
        let asked = Asked::of(&mut given, Text::name, &mut faults);
        let tags = Tags::of(&mut given, &mut faults);
        let function = function(item, &mut faults);
        if silent {
            let place = function.as_ref().map(|function| function.signature.ident.span());
            let place = place.map_or_else(Span::call_site, attribute_near);
            faults.add(Error::new(place, nothing_asked()));
        }
        let measured = function.map(|function| {
            let path = function.name();
            Measured::of(krate, asked, tags, path, function, choice, &mut faults)
        });
        match measured {
            Some(measured) => Item::Function(Box::new(measured)).or(faults),
            None => faults.or(None),
        }
    }
}

impl Item {
    /// Gives the item if nothing was wrong, with its names neither.
    fn or(self, mut faults: Faults) -> Result<Self> {
        if !faults.any() {
            self.compare(&mut faults);
        }
        faults.or(Some(self))
    }
}

/// The attribute, as if the user's own token stood there: a message with the attribute's span
/// would be followed by one about macros.
fn attribute_near(user: Span) -> Span {
    Span::call_site().resolved_at(user)
}

/// The function, if it is one.
fn function(item: Written, faults: &mut Faults) -> Option<Function> {
    match item {
        Written::Function(function) => return Some(*function),
        Written::Bodiless(semicolon) => faults.at(
            semicolon,
            "there is no body to measure: put `#[measured]` on the functions that implement this \
             one",
        ),
        Written::Block(_) => {}
        Written::Other(word) => {
            let hint = if word == "trait" {
                ": put it on each method that has a body, or on the `impl` blocks"
            } else {
                ""
            };
            let message = format!(
                "`#[measured]` goes on a function or an `impl` block, not on `{word}`{hint}"
            );
            faults.at(word, message);
        }
    }
    None
}
