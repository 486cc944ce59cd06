//! Rust's own syntax, as far as it is looked at. All else stays tokens.
//!
//! A full parser of Rust is most of what a crate of macros takes to compile, and refuses what it
//! does not know: what the compiler has read already is only taken apart here.

pub(crate) mod angles;
pub(crate) mod attribute;
mod expression;
mod generics;
mod path;
pub(crate) mod pattern;
mod signature;
pub(crate) mod ty;
mod visibility;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

pub(crate) use attribute::Attribute;
pub(crate) use expression::Expression;
pub(crate) use generics::Generics;
pub(crate) use path::{Path, Segment};
pub(crate) use pattern::Pattern;
pub(crate) use signature::{Argument, Place, Signature};
pub(crate) use ty::Type;
pub(crate) use visibility::visibility;

/// The tokens, out of the group without signs that the compiler puts them in where a `macro_rules!`
/// was given them.
fn bare(tokens: &TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match &tokens[..] {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => bare(&group.stream()),
        _ => tokens,
    }
}

/// Tokens without the blanks, which say how they came about and nothing else.
#[cfg(test)]
pub(crate) fn text(tokens: impl quote::ToTokens) -> String {
    tokens.into_token_stream().to_string().replace([' ', '\n'], "")
}
