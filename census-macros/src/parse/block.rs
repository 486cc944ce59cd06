//! A whole `impl` block: its functions one by one, and all else as it stands.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, ImplItem, ItemImpl, Meta, Result, Token};

use crate::faults::Faults;
use crate::parse::function::{Function, Item};
use crate::parse::{Args, whole};

/// An `impl` block, as it was written.
pub(crate) struct Block {
    /// All that stands before the braces.
    pub(crate) head: TokenStream,
    /// The same as syntax, without what is in the braces.
    pub(crate) written: ItemImpl,
    /// `#![…]` at the head of the block.
    pub(crate) inner_attributes: Vec<Attribute>,
    /// The braces, for their span.
    pub(crate) braces: Group,
    pub(crate) members: Vec<Member>,
    /// What could not be read of the methods' own attributes.
    pub(crate) faults: Faults,
}

/// What stands in the braces.
pub(crate) enum Member {
    Method(Box<Method>),
    /// A constant, a type, a macro.
    Other(TokenStream),
}

/// A method, and what its own `#[measured(…)]` says.
pub(crate) struct Method {
    pub(crate) function: Function,
    pub(crate) own: Option<Own>,
}

/// A `#[measured(…)]` on a method of the block, which is taken off it.
pub(crate) struct Own {
    pub(crate) attribute: Attribute,
    pub(crate) args: Args,
}

impl Block {
    /// Reads a block; `None` if the item is something else.
    pub(crate) fn read(item: &TokenStream) -> Option<Result<Self>> {
        let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
        let braces = match head.pop()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => group,
            _ => return None,
        };
        let is_impl =
            head.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "impl"));
        if !is_impl {
            return None;
        }
        let head = TokenStream::from_iter(head);
        let empty = Group::new(Delimiter::Brace, TokenStream::new());
        let mut whole = head.clone();
        whole.extend([TokenTree::Group(empty)]);
        // A function that takes an `impl Trait` is none.
        let written = syn::parse2::<ItemImpl>(whole).ok()?;
        let mut faults = Faults::default();
        let members = (|input: ParseStream<'_>| {
            let inner_attributes = input.call(Attribute::parse_inner)?;
            let mut members = Vec::new();
            while !input.is_empty() {
                members.push(Member::parse(input, &mut faults)?);
            }
            Ok((inner_attributes, members))
        })
        .parse2(braces.stream());
        Some(members.map(|(inner_attributes, members)| Block {
            head,
            written,
            inner_attributes,
            braces,
            members,
            faults,
        }))
    }

    /// The block without the attributes of its methods, to stand beside messages: they mean
    /// nothing without the block's.
    pub(crate) fn bare(&self) -> TokenStream {
        let inner_attributes = &self.inner_attributes;
        let members = self.members.iter().map(|member| match member {
            Member::Method(method) => {
                let mut function = method.function.clone();
                function.attributes.retain(|other| !is_measured(other) && !is_conditional(other));
                function.into_token_stream()
            }
            Member::Other(tokens) => tokens.clone(),
        });
        let mut braces =
            Group::new(Delimiter::Brace, quote::quote!(#(#inner_attributes)* #(#members)*));
        braces.set_span(self.braces.span());
        let mut tokens = self.head.clone();
        tokens.extend([TokenTree::Group(braces)]);
        tokens
    }
}

impl Member {
    fn parse(input: ParseStream<'_>, faults: &mut Faults) -> Result<Self> {
        let ahead = input.fork();
        if let Ok(Item::Function(mut function)) = Item::one(&ahead) {
            input.call(Item::one)?;
            let at = function.attributes.iter().position(is_measured);
            let own = match at {
                Some(at) => Own::read(function.attributes.remove(at), faults)?,
                None => None,
            };
            return Ok(Member::Method(Box::new(Method { function: *function, own })));
        }
        Ok(Member::Other(input.parse::<ImplItem>()?.into_token_stream()))
    }
}

impl Own {
    fn read(attribute: Attribute, faults: &mut Faults) -> Result<Option<Self>> {
        let tokens = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            Meta::Path(_) => TokenStream::new(),
            Meta::NameValue(pair) => {
                let message = "write the keys in parentheses: `#[measured(count = \"…\")]`";
                faults.at(pair.eq_token, message);
                return Ok(None);
            }
        };
        let args = whole(tokens, |input| Ok(Args::parse(input, Token![=], "=", faults)))?;
        Ok(Some(Own { attribute, args }))
    }
}

/// `#[cfg_attr(…, measured(…))]`
pub(crate) fn is_conditional(attribute: &Attribute) -> bool {
    let is_ours = |token| matches!(token, TokenTree::Ident(word) if word == "measured");
    let list = attribute.meta.require_list();
    attribute.path().is_ident("cfg_attr")
        && list.is_ok_and(|list| list.tokens.clone().into_iter().any(is_ours))
}

/// Whether an attribute is ours: by its name, for no macro can look further.
pub(crate) fn is_measured(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "measured")
}
