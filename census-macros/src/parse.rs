//! From tokens to syntax: what stands where, with its spans. No key and no rule is known here.

mod argument;
pub(crate) mod block;
pub(crate) mod closed;
mod declared;
mod entry;
pub(crate) mod function;
pub(crate) mod measure;
pub(crate) mod measured;
pub(crate) mod record;
pub(crate) mod slo;
pub(crate) mod tags;
mod value;
pub(crate) mod view;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Result, braced};

pub(crate) use argument::{Arg, Args};
pub(crate) use declared::{Declared, leading_crate};
pub(crate) use entry::{Entry, Says, Sign};
pub(crate) use value::{Amount, List, Value};

/// Reads all of the input. What is missing at its end is told at its last token: the end itself
/// has no place in the user's code.
pub(crate) fn whole<T>(
    input: TokenStream,
    parse: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    let end = input.clone().into_iter().last().map_or_else(Span::call_site, |last| last.span());
    let mut group = Group::new(Delimiter::Brace, input);
    group.set_span(end);
    let inside = |input: ParseStream<'_>| {
        let inside;
        braced!(inside in input);
        drained(&inside, parse(&inside))
    };
    inside.parse2(TokenStream::from_iter([TokenTree::Group(group)]))
}

/// Takes what an error left behind, so that it is not told as a second one.
fn drained<T>(input: ParseStream<'_>, result: Result<T>) -> Result<T> {
    if result.is_err() {
        let _left: Result<TokenStream> = input.parse();
    }
    result
}
