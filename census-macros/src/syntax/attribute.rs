//! `#[path]`, `#[path(…)]`, `#[path = …]`: what an attribute is, and what it says.

use proc_macro2::{Delimiter, Group, Ident, Punct, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Result, Token};

use crate::syntax::bare;

/// An attribute, as it was written.
#[derive(Clone)]
pub(crate) struct Attribute {
    tokens: TokenStream,
    /// What stands in the brackets.
    pub(crate) inside: TokenStream,
    /// The words of its path.
    path: Vec<Ident>,
    pub(crate) says: Says,
}

/// What stands behind its path.
#[derive(Clone)]
pub(crate) enum Says {
    Nothing,
    List(TokenStream),
    /// The sign, and what stands behind it.
    Value(Punct, TokenStream),
}

impl Attribute {
    /// Reads those that stand before something.
    pub(crate) fn outer(input: ParseStream<'_>) -> Result<Vec<Self>> {
        let mut attributes = Vec::new();
        while input.peek(Token![#]) {
            attributes.push(Self::read(input.parse::<TokenTree>()?.into(), input.parse()?));
        }
        Ok(attributes)
    }

    /// Reads those that stand within something, at its head.
    pub(crate) fn inner(input: ParseStream<'_>) -> Result<Vec<Self>> {
        let mut attributes = Vec::new();
        while input.peek(Token![#]) && input.peek2(Token![!]) {
            let signs = TokenStream::from_iter([input.parse::<TokenTree>()?, input.parse()?]);
            attributes.push(Self::read(signs, input.parse()?));
        }
        Ok(attributes)
    }

    fn read(mut tokens: TokenStream, brackets: Group) -> Self {
        let inside = brackets.stream();
        tokens.extend([TokenTree::Group(brackets)]);
        let (mut path, mut says) = (Vec::new(), Says::Nothing);
        let mut rest = bare(&inside).into_iter();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(word) => path.push(word),
                TokenTree::Punct(sign) if sign.as_char() == ':' => {}
                TokenTree::Punct(sign) => says = Says::Value(sign, rest.by_ref().collect()),
                // What a `macro_rules!` was given for the path.
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    path.extend(group.stream().into_iter().filter_map(|token| match token {
                        TokenTree::Ident(word) => Some(word),
                        _ => None,
                    }));
                }
                TokenTree::Group(group) => says = Says::List(group.stream()),
                TokenTree::Literal(_) => {}
            }
        }
        Attribute { tokens, inside, path, says }
    }

    /// Whether it is called by one word, this one.
    pub(crate) fn is(&self, word: &str) -> bool {
        matches!(&self.path[..], [only] if only == word)
    }

    /// The last word of its path.
    pub(crate) fn name(&self) -> Option<&Ident> {
        self.path.last()
    }

    /// Whether it is `#[cfg_attr(…)]` with such a word in it.
    pub(crate) fn is_conditional(&self, name: &str) -> bool {
        let is_name = |token| matches!(token, TokenTree::Ident(word) if word == name);
        match &self.says {
            Says::List(list) => self.is("cfg_attr") && list.clone().into_iter().any(is_name),
            _ => false,
        }
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}
