//! `window = 28d; latency < 250ms for 99%; alert { page = "…"; }`: what an objective says.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

use crate::faults::Faults;

/// `key = value`, `key >= value`, `key < value`, or `key { … }`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    /// What stands behind the key and belongs to it: the `.9` of `p99.9`.
    pub(crate) fraction: Option<TokenTree>,
    pub(crate) says: Says,
}

/// What an entry says.
pub(crate) enum Says {
    /// A sign, and the tokens behind it: one at least.
    Value(Sign, TokenStream),
    Block(Vec<Entry>),
}

/// `=`, `>=`, `<`, or whatever else was written there.
pub(crate) struct Sign {
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
}

impl Entry {
    /// Reads entries to the end; a bad one is told and passed over.
    pub(crate) fn all(input: TokenStream, end: char, faults: &mut Faults) -> Vec<Self> {
        let mut entries = Vec::new();
        let mut tokens = input.into_iter().peekable();
        while let Some(first) = tokens.next() {
            let entry = match first {
                TokenTree::Ident(key) => Self::read(key, &mut tokens, end),
                other => Err(syn::Error::new(other.span(), "expected a key, as in `window = 28d`")),
            };
            let closed = matches!(&entry, Ok(Entry { says: Says::Block(_), .. }));
            match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => faults.add(error),
            }
            // What is left of a bad one; behind a block the sign may be left out.
            while let Some(token) = tokens.next_if(|token| !closed || is(token, end)) {
                if is(&token, end) {
                    break;
                }
            }
        }
        entries
    }

    fn read(key: Ident, tokens: &mut Peekable<IntoIter>, end: char) -> syn::Result<Self> {
        if let Some(TokenTree::Group(group)) = tokens.peek()
            && group.delimiter() == Delimiter::Brace
        {
            let mut faults = Faults::default();
            let inside = Entry::all(group.stream(), ';', &mut faults);
            tokens.next();
            let inside = faults.or(Some(inside))?;
            return Ok(Entry { key, fraction: None, says: Says::Block(inside) });
        }
        let mut fraction = None;
        if tokens.next_if(|token| is(token, '.')).is_some() {
            fraction = tokens.next_if(|token| matches!(token, TokenTree::Literal(_)));
        }
        let mut sign = Sign { text: String::new(), tokens: TokenStream::new() };
        while let Some(part) = tokens.next_if(is_sign) {
            sign.text.push_str(&part.to_string());
            let joint = matches!(&part, TokenTree::Punct(part) if part.spacing() == Spacing::Joint);
            sign.tokens.extend([part]);
            if !joint {
                break;
            }
        }
        if sign.text.is_empty() {
            let message = format!("expected `=` and a value behind `{key}`");
            return Err(match tokens.peek() {
                Some(other) => syn::Error::new(other.span(), message),
                None => syn::Error::new(key.span(), message),
            });
        }
        let mut value = TokenStream::new();
        while let Some(token) = tokens.next_if(|token| !is(token, end)) {
            value.extend([token]);
        }
        if value.is_empty() {
            let message = format!("`{key}` needs a value behind its `{}`", sign.text);
            return Err(syn::Error::new(key.span(), message));
        }
        Ok(Entry { key, fraction, says: Says::Value(sign, value) })
    }
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(other) if other.as_char() == sign)
}

fn is_sign(token: &TokenTree) -> bool {
    let is_sign = |sign: &Punct| ['=', '<', '>', '!', ':'].contains(&sign.as_char());
    matches!(token, TokenTree::Punct(sign) if is_sign(sign))
}

impl ToTokens for Sign {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
