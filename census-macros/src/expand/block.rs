//! A measured block: as it was written, with other bodies in its methods.

use proc_macro2::{Delimiter, Group, TokenStream};

use crate::expand::measured::function;
use crate::model::block::{Block, Member};

/// The block with its methods measured.
pub(crate) fn tokens(block: &Block) -> TokenStream {
    let Block { written, members } = block;
    let (head, inner_attributes) = (&written.head, &written.inner_attributes);
    let members = members.iter().map(|member| match member {
        Member::Measured(measured) => function(measured),
        Member::Plain(tokens) => tokens.clone(),
    });
    let mut braces = Group::new(Delimiter::Brace, ours!(#(#inner_attributes)* #(#members)*));
    braces.set_span(written.braces.span());
    ours!(#head #braces)
}
