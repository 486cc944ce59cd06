//! `shop::names::REQUESTS`, `Vec<T>`, `<T as Shop>::NAME`: words, and what stands between them.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token};

use crate::syntax::Type;
use crate::syntax::angles::{angled, is, parts};

/// A path.
#[derive(Clone)]
pub(crate) struct Path {
    /// `<T as Shop>`
    of: TokenStream,
    /// One at least.
    pub(crate) segments: Vec<Segment>,
}

/// A word of a path.
#[derive(Clone)]
pub(crate) struct Segment {
    /// `::` before it.
    colons: TokenStream,
    pub(crate) ident: Ident,
    /// `<…>` or `::<…>` behind it.
    arguments: TokenStream,
}

impl Path {
    /// Reads a path without arguments in angle brackets.
    pub(crate) fn of_words(input: ParseStream<'_>) -> Result<Self> {
        Self::read(input, false)
    }

    fn read(input: ParseStream<'_>, arguments: bool) -> Result<Self> {
        let of = if arguments { angled(input)? } else { TokenStream::new() };
        let mut segments: Vec<Segment> = Vec::new();
        while segments.is_empty() || input.peek(Token![::]) {
            let colons: Option<Token![::]> = input.parse()?;
            let ident = match starts_path(input) {
                true => input.call(Ident::parse_any)?,
                false => input.parse()?,
            };
            let mut segment =
                Segment { colons: colons.to_token_stream(), ident, arguments: TokenStream::new() };
            if arguments && input.peek(Token![::]) && input.peek3(Token![<]) {
                segment.arguments = input.parse::<Token![::]>()?.to_token_stream();
            }
            if arguments && input.peek(Token![<]) && !input.peek(Token![<=]) {
                segment.arguments.extend(angled(input)?);
            }
            segments.push(segment);
        }
        Ok(Path { of, segments })
    }

    /// Its word, if it is one word.
    pub(crate) fn word(&self) -> Option<&Ident> {
        match &self.segments[..] {
            [only] if self.of.is_empty() && only.is_word() => Some(&only.ident),
            _ => None,
        }
    }

    /// Whether it is this word.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.word().is_some_and(|only| only == word)
    }

    /// Whether it begins with `Self`.
    pub(crate) fn starts_with_self(&self) -> bool {
        let first = &self.segments[0];
        self.of.is_empty() && first.colons.is_empty() && first.ident == "Self"
    }

    /// Its last word, with what stands behind it.
    pub(crate) fn last(&self) -> &Segment {
        &self.segments[self.segments.len() - 1]
    }
}

/// Keywords that a path may have for words.
fn starts_path(input: ParseStream<'_>) -> bool {
    input.peek(Token![crate])
        || input.peek(Token![self])
        || input.peek(Token![super])
        || input.peek(Token![Self])
}

impl Parse for Path {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Self::read(input, true)
    }
}

impl Segment {
    fn is_word(&self) -> bool {
        self.colons.is_empty() && self.arguments.is_empty()
    }

    /// The types in its angle brackets.
    pub(crate) fn types(&self) -> Vec<Type> {
        self.arguments().into_iter().filter(is_type).map(Type::new).collect()
    }

    /// The type that is given a name: `T` of `Future<Output = T>`.
    pub(crate) fn named(&self, name: &str) -> Option<Type> {
        self.arguments().into_iter().find_map(|argument| {
            let mut tokens = argument.into_iter();
            let named = tokens.next().is_some_and(|word| word.to_string() == name)
                && tokens.next().is_some_and(|sign| is(&sign, '='));
            named.then(|| Type::new(tokens.collect()))
        })
    }

    /// Puts others in place of its types.
    pub(crate) fn change_types(&mut self, change: fn(&Type) -> TokenStream) {
        let mut arguments = self.arguments();
        if arguments.is_empty() {
            return;
        }
        for argument in arguments.iter_mut().filter(|argument| is_type(argument)) {
            *argument = change(&Type::new(argument.clone()));
        }
        self.arguments = quote!(<#(#arguments),*>);
    }

    fn arguments(&self) -> Vec<TokenStream> {
        let mut inside: Vec<_> = self.arguments.clone().into_iter().collect();
        inside.pop();
        let open = inside.iter().position(|token| is(token, '<')).map_or(0, |at| at + 1);
        parts(inside.into_iter().skip(open).collect(), ',')
    }
}

/// Whether an argument is neither a lifetime, nor a constant's value, nor given a name.
fn is_type(argument: &TokenStream) -> bool {
    let other = match argument.clone().into_iter().next() {
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Ident(word)) => word == "true" || word == "false",
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(first) => is(&first, '\'') || is(&first, '-'),
        None => true,
    };
    !other && parts(argument.clone(), '=').len() == 1
}

impl ToTokens for Path {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.of.clone());
        for Segment { colons, ident, arguments } in &self.segments {
            tokens.extend(colons.clone());
            ident.to_tokens(tokens);
            tokens.extend(arguments.clone());
        }
    }
}
