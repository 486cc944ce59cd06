//! A measured block: as it was written, with other bodies in its methods.

use proc_macro2::{Delimiter, Group, TokenStream};

use crate::expand::measured::function;
use crate::model::block::{Block, Member};
use crate::parse::block as written;

/// The block with its methods measured.
pub(crate) fn tokens(block: &Block) -> TokenStream {
    let members = block.members.iter().map(|member| match member {
        Member::Measured(measured) => function(measured),
        Member::Plain(tokens) => tokens.clone(),
    });
    around(&block.written, members)
}

/// The block with other members.
pub(crate) fn around(
    written: &written::Block,
    members: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let (head, inner_attributes) = (&written.head, &written.inner_attributes);
    let mut braces = Group::new(Delimiter::Brace, ours!(#(#inner_attributes)* #(#members)*));
    braces.set_span(written.braces.span());
    ours!(#head #braces)
}
