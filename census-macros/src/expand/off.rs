//! What stands there when census is switched off: the item as it was written.
//!
//! Only paths leave something behind, in constants without a name: the compiler checks them as it
//! would, and what they lead to is not told to be unused.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::expand::site::bounds_of;
use crate::expand::text::said;
use crate::expand::{Krate, block, body, slo, tags};
use crate::model::block::Member;
use crate::model::item::Item;
use crate::model::measured::Measured;
use crate::model::{LatencyBounds, Serving, Text};
use crate::parse::block::{Block, Member as Written};
use crate::parse::function::{Function, Item as WrittenItem};

/// The item as it was written, with what is left of the paths in its meaning.
pub(crate) fn tokens(item: &Item, written: TokenStream) -> TokenStream {
    match (item, WrittenItem::read(written.clone())) {
        (Item::Function(measured), Ok(WrittenItem::Function(function))) => {
            checked(&function, measured).unwrap_or(written)
        }
        (Item::Block(block), Ok(WrittenItem::Block(plain))) => whole(&block.members, &plain),
        _ => written,
    }
}

/// A block without the attributes of its methods.
fn whole(members: &[Member], written: &Block) -> TokenStream {
    let members = members.iter().zip(&written.members).map(|members| match members {
        (Member::Measured(measured), Written::Method(method)) => {
            let function = &method.function;
            checked(function, measured).unwrap_or_else(|| function.to_token_stream())
        }
        (_, Written::Method(method)) => method.function.to_token_stream(),
        (_, Written::Other(tokens)) => tokens.clone(),
    });
    block::around(written, members)
}

/// A function with checks at the head of its body; `None` where there is nothing to check.
fn checked(function: &Function, measured: &Measured) -> Option<TokenStream> {
    let checks = checks(measured);
    if checks.is_empty() {
        return None;
    }
    let (head, inner_attributes, body) =
        (function.head(), &function.inner_attributes, &function.body);
    let block = body::block(&function.braces, ours!(#(#inner_attributes)* #checks #body));
    Some(ours!(#head #block))
}

/// A constant for each path.
fn checks(measured: &Measured) -> TokenStream {
    let (krate, asked) = (Krate::new(measured.krate.as_ref()), &measured.asked);
    let private = krate.private();
    let mut checks = TokenStream::new();
    if measured.krate.is_some() {
        checks.extend(ours!(const _: fn(&str) = #private::assert_name;));
    }
    let names = asked.texts().filter(|(_, text)| matches!(text, Text::Path(_)));
    let names = names.map(|(_, text)| said(&private, "__CENSUS_NAME", text));
    if let Some(Serving::Path(path)) = &asked.slo {
        checks.extend(slo::mentioned(&krate, path));
    }
    let bounds = asked.latency.iter().map(|latency| &latency.bounds);
    let bounds = bounds.filter(|bounds| matches!(bounds, LatencyBounds::Path(_)));
    let bounds = bounds.map(|bounds| bounds_of(&private, bounds));
    for said in names.chain(bounds) {
        let (constant, value) = (said.constant, said.value);
        checks.extend(ours! {
            const _: () = {
                #constant
                let _ = #value;
            };
        });
    }
    if let Some(tags) = &measured.tags {
        checks.extend(tags::checked(&private, tags, measured.way.returned()));
        checks.extend(body::fence(&measured.function));
    }
    checks
}
