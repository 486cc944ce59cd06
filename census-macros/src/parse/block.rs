//! A whole `impl` block: its functions one by one, and all else as it stands.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Result, Token, token};

use crate::faults::Faults;
use crate::parse::function::{Function, Item};
use crate::parse::{Args, whole};
use crate::syntax::angles::is;
use crate::syntax::attribute::Says;
use crate::syntax::{Attribute, Generics, Type};

/// An `impl` block, as it was written.
pub(crate) struct Block {
    /// All that stands before the braces.
    pub(crate) head: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    /// The word `impl`.
    pub(crate) word: Ident,
    pub(crate) generics: Generics,
    /// The type whose methods they are.
    pub(crate) ty: Type,
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
        // A function that takes an `impl Trait` is none.
        let Head { attributes, word, generics, ty } = syn::parse2(head.clone()).ok()?;
        let mut faults = Faults::default();
        let members = (|input: ParseStream<'_>| {
            let inner_attributes = Attribute::inner(input)?;
            let mut members = Vec::new();
            while !input.is_empty() {
                members.push(Member::parse(input, &mut faults)?);
            }
            Ok((inner_attributes, members))
        })
        .parse2(braces.stream());
        Some(members.map(|(inner_attributes, members)| Block {
            head,
            attributes,
            word,
            generics,
            ty,
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

/// What stands before the braces.
struct Head {
    attributes: Vec<Attribute>,
    word: Ident,
    generics: Generics,
    ty: Type,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = Attribute::outer(input)?;
        while input.peek(Token![default]) || input.peek(Token![unsafe]) {
            input.parse::<TokenTree>()?;
        }
        if !input.peek(Token![impl]) {
            return Err(input.error("expected `impl`"));
        }
        let word = input.call(Ident::parse_any)?;
        let generics = input.parse()?;
        input.parse::<Option<Token![!]>>()?;
        let mut ty = input.parse()?;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            ty = input.parse()?;
        }
        // What stands behind `where`.
        input.parse::<TokenStream>()?;
        Ok(Head { attributes, word, generics, ty })
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
        other(input).map(Member::Other)
    }
}

/// Reads a constant, a type or a macro: to its semicolon, or to the braces of a macro.
fn other(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut is_macro = false;
    loop {
        let braces = input.peek(token::Brace);
        let token: TokenTree = input.parse()?;
        let ended = is(&token, ';') || (is_macro && braces);
        is_macro = is(&token, '!') && !tokens.clone().into_iter().any(|token| is(&token, '='));
        tokens.extend([token]);
        if ended {
            return Ok(tokens);
        }
    }
}

impl Own {
    fn read(attribute: Attribute, faults: &mut Faults) -> Result<Option<Self>> {
        let tokens = match &attribute.says {
            Says::List(tokens) => tokens.clone(),
            Says::Nothing => TokenStream::new(),
            Says::Value(sign, _) => {
                let message = "write the keys in parentheses: `#[measured(count = \"…\")]`";
                faults.at(sign, message);
                return Ok(None);
            }
        };
        let args = whole(tokens, |input| Ok(Args::parse(input, Token![=], "=", faults)))?;
        Ok(Some(Own { attribute, args }))
    }
}

/// `#[cfg_attr(…, measured(…))]`
pub(crate) fn is_conditional(attribute: &Attribute) -> bool {
    attribute.is_conditional("measured")
}

/// Whether an attribute is ours: by its name, for no macro can look further.
pub(crate) fn is_measured(attribute: &Attribute) -> bool {
    attribute.name().is_some_and(|name| name == "measured")
}
