//! The macros of census. Their documentation stands where they are re-exported, in `census`.
//!
//! Each of them is three steps, a room each, and the middle one holds every rule:
//!
//! | room | takes | gives |
//! |---|---|---|
//! | `parse` | tokens | syntax; it knows no key and no rule |
//! | `model` | syntax | meaning; all that can be wrong is said here, at the wrong token |
//! | `expand` | meaning | tokens that name only `::census::__private` and `::core` |
//!
//! `syntax` is what all three know of Rust itself: paths, types, patterns, signatures.

mod expand;
mod faults;
#[path = "../../census/src/model/ladder.rs"]
#[allow(unreachable_pub)]
mod ladder;
mod legal;
mod list;
mod model;
#[path = "../../census/src/model/name.rs"]
#[allow(dead_code, unreachable_pub)]
// The rule is census's own; not all of it is ours to check.
mod name;
mod parse;
#[path = "../../census/src/spelling.rs"]
mod spelling;
mod switch;
mod syntax;

use proc_macro2::TokenStream;
use syn::parse::Parse;

use crate::switch::Switch;

/// See `census::measured`.
#[proc_macro_attribute]
pub fn measured(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    measured_tokens(arguments.into(), item.into(), Switch::BUILT).into()
}

/// See `census::declare_measure`.
#[proc_macro]
pub fn declare_measure(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    or_errors(measure_tokens(input.into(), Switch::BUILT))
}

/// See `census::declare_view`.
#[proc_macro]
pub fn declare_view(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    or_errors(view_tokens(input.into(), Switch::BUILT))
}

/// See `census::declare_slo`.
#[proc_macro]
pub fn declare_slo(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    or_errors(slo_tokens(input.into(), Switch::BUILT))
}

/// See `census::record`.
#[proc_macro]
pub fn record(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    or_errors(record_tokens(input.into(), Switch::BUILT))
}

/// See `census::TagValue`.
#[proc_macro_derive(TagValue, attributes(tag))]
pub fn tag_value(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    or_errors(closed_tokens(item.into()))
}

/// Not for use: the lists of census itself.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn list(
    _arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    or_errors(list::tokens(item.into()))
}

/// The item as it was stands beside the messages, so that nothing else seems to be missing.
fn measured_tokens(arguments: TokenStream, item: TokenStream, switch: Switch) -> TokenStream {
    let measured = || {
        let parsed = parse::measured::Input::parse(arguments, item.clone())?;
        let model = model::item::Item::try_from(parsed)?;
        Ok(match switch {
            Switch::On => expand::measured::tokens(&model),
            Switch::Off => expand::off::tokens(&model, item.clone()),
        })
    };
    measured().unwrap_or_else(|error: syn::Error| {
        let mut tokens = error.into_compile_error();
        tokens.extend(match parse::block::Block::read(&item) {
            Some(Ok(block)) => block.bare(),
            _ => item.clone(),
        });
        tokens
    })
}

fn measure_tokens(input: TokenStream, switch: Switch) -> syn::Result<TokenStream> {
    let parsed = parse::whole(input, parse::measure::Input::parse)?;
    let model = model::measure::Measures::try_from(parsed)?;
    Ok(expand::measure::tokens(&model, switch))
}

fn view_tokens(input: TokenStream, switch: Switch) -> syn::Result<TokenStream> {
    let parsed = parse::whole(input, parse::view::Input::parse)?;
    let model = model::view::Views::try_from(parsed)?;
    Ok(expand::view::tokens(&model, switch))
}

fn slo_tokens(input: TokenStream, switch: Switch) -> syn::Result<TokenStream> {
    let parsed = parse::whole(input, parse::slo::Input::parse)?;
    let model = model::slo::Slos::try_from(parsed)?;
    Ok(expand::slo::tokens(&model, switch))
}

fn record_tokens(input: TokenStream, switch: Switch) -> syn::Result<TokenStream> {
    let parsed = parse::whole(input, parse::record::Input::parse)?;
    let model = model::record::Records::try_from(parsed)?;
    Ok(expand::record::tokens(&model, switch))
}

/// Switched off, it is the same: maps of tags travel all the same.
fn closed_tokens(item: TokenStream) -> syn::Result<TokenStream> {
    let parsed = parse::closed::Input::parse(item)?;
    let model = model::closed::Closed::try_from(parsed)?;
    Ok(expand::closed::tokens(&model))
}

fn or_errors(tokens: syn::Result<TokenStream>) -> proc_macro::TokenStream {
    tokens.unwrap_or_else(syn::Error::into_compile_error).into()
}

#[cfg(test)]
mod tests;
