//! `<'a, T: Shop, const N: usize>`: what a function or a type may be given.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Result;
use syn::parse::{Parse, ParseStream};

use crate::syntax::angles::{angled, is, parts};

/// Parameters, or none.
pub(crate) struct Generics {
    /// With the angle brackets.
    tokens: TokenStream,
}

impl Generics {
    /// What stands between the angle brackets.
    pub(crate) fn inside(&self) -> TokenStream {
        let mut tokens: Vec<TokenTree> = self.tokens.clone().into_iter().skip(1).collect();
        tokens.pop();
        tokens.into_iter().collect()
    }

    /// Whether a word is one of the types.
    pub(crate) fn has_type(&self, word: &Ident) -> bool {
        parts(self.inside(), ',').into_iter().any(|parameter| {
            let mut tokens = parameter.into_iter();
            let mut first = tokens.next();
            // Its attributes.
            while first.as_ref().is_some_and(|first| is(first, '#')) {
                first = tokens.nth(1);
            }
            matches!(first, Some(TokenTree::Ident(name)) if name == *word)
        })
    }
}

impl Parse for Generics {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Ok(Generics { tokens: angled(input)? })
    }
}

impl ToTokens for Generics {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}
