//! `async fn f<T>(&self, item: T) -> R where …`: the name, the arguments and the result.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Result, Token, parenthesized, token};

use crate::syntax::angles::up_to;
use crate::syntax::{Attribute, Generics, Pattern, Type};

syn::custom_keyword!(safe);

/// A signature.
#[derive(Clone)]
pub(crate) struct Signature {
    pub(crate) constness: Option<Token![const]>,
    pub(crate) is_async: bool,
    pub(crate) ident: Ident,
    pub(crate) arguments: Vec<Argument>,
    /// The type behind `->`.
    pub(crate) output: Option<Type>,
    /// All that stands before the parentheses, the parentheses, and all that stands behind.
    before: TokenStream,
    parentheses: token::Paren,
    behind: TokenStream,
}

/// An argument.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) place: Place,
    comma: Option<Token![,]>,
}

/// Where a caller's value goes.
#[derive(Clone)]
pub(crate) enum Place {
    /// `self`, and whether it is a reference by its own signs.
    Receiver { word: Ident, is_reference: bool, tokens: TokenStream },
    /// `pattern: Type`
    Typed { pattern: Pattern, colon: Token![:], ty: Type },
    /// `...`
    Rest(TokenStream),
}

impl Signature {
    /// Whether a function comes next.
    pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        words(&ahead).is_ok() && ahead.peek(Token![fn])
    }

    /// Whether it takes `self`.
    pub(crate) fn has_receiver(&self) -> bool {
        let mut places = self.arguments.iter().map(|argument| &argument.place);
        places.any(|place| matches!(place, Place::Receiver { .. }))
    }
}

/// `const async unsafe extern "C"`, or `safe` of a foreign function
fn words(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut words = TokenStream::new();
    while input.peek(Token![const])
        || input.peek(Token![async])
        || input.peek(Token![unsafe])
        || input.peek(Token![extern])
        || input.peek(safe)
        || input.peek(LitStr)
    {
        words.extend([input.parse::<TokenTree>()?]);
    }
    Ok(words)
}

impl Parse for Signature {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let constness = input.fork().parse()?;
        let mut before = words(input)?;
        let is_async = before.clone().into_iter().any(|word| word.to_string() == "async");
        input.parse::<Token![fn]>()?.to_tokens(&mut before);
        let ident: Ident = input.parse()?;
        ident.to_tokens(&mut before);
        input.parse::<Generics>()?.to_tokens(&mut before);
        let inside;
        let parentheses = parenthesized!(inside in input);
        let mut arguments = Vec::new();
        while !inside.is_empty() {
            arguments.push(inside.parse()?);
        }
        let arrow: Option<Token![->]> = input.parse()?;
        let output: Option<Type> = arrow.is_some().then(|| input.parse()).transpose()?;
        let mut behind = arrow.into_token_stream();
        output.to_tokens(&mut behind);
        behind.extend(up_to(input, |input| input.peek(Token![;]) || input.peek(token::Brace))?);
        Ok(Signature { constness, is_async, ident, arguments, output, before, parentheses, behind })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = Attribute::outer(input)?;
        let place = input.parse()?;
        Ok(Argument { attributes, place, comma: input.parse()? })
    }
}

impl Parse for Place {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let is_reference = input.peek(Token![&])
            && (input.peek2(syn::Lifetime)
                || input.peek2(Token![self])
                || (input.peek2(Token![mut]) && input.peek3(Token![self])));
        let is_mutable = input.peek(Token![mut]) && input.peek2(Token![self]);
        let ends = |input: ParseStream<'_>| input.peek(Token![,]);
        if is_reference || is_mutable || input.peek(Token![self]) {
            let tokens = up_to(input, ends)?;
            let is_self = |token: &TokenTree| token.to_string() == "self";
            let Some(TokenTree::Ident(word)) = tokens.clone().into_iter().find(is_self) else {
                return Err(input.error("expected `self`"));
            };
            return Ok(Place::Receiver { word, is_reference, tokens });
        }
        let colon = |input: ParseStream<'_>| input.peek(Token![,]) || input.peek(Token![:]);
        let mut pattern = up_to(input, colon)?;
        // Each `::` looks like a sign that stands alone, twice.
        while input.peek(Token![::]) {
            input.parse::<Token![::]>()?.to_tokens(&mut pattern);
            pattern.extend(up_to(input, colon)?);
        }
        if !input.peek(Token![:]) || input.peek2(Token![...]) {
            pattern.extend(up_to(input, ends)?);
            return Ok(Place::Rest(pattern));
        }
        let pattern = Pattern::new(pattern);
        Ok(Place::Typed { pattern, colon: input.parse()?, ty: input.parse()? })
    }
}

impl ToTokens for Signature {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.before.clone());
        self.parentheses.surround(tokens, |tokens| {
            self.arguments.iter().for_each(|argument| argument.to_tokens(tokens));
        });
        tokens.extend(self.behind.clone());
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.attributes.iter().for_each(|attribute| attribute.to_tokens(tokens));
        match &self.place {
            Place::Receiver { tokens: receiver, .. } => tokens.extend(receiver.clone()),
            Place::Typed { pattern, colon, ty } => {
                pattern.to_tokens(tokens);
                colon.to_tokens(tokens);
                ty.to_tokens(tokens);
            }
            Place::Rest(rest) => tokens.extend(rest.clone()),
        }
        self.comma.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::text;

    #[test]
    fn a_signature_is_given_back_as_it_was_read() {
        let texts = [
            "fn f()",
            "async unsafe fn f<'a, T: Fn(u8) -> U, const N: usize>(a: [T; N], b: &'a U) -> R<T, N>",
            "fn f(&'a mut self, (a, b): (A, B)) -> impl Future<Output = T> + use<'a, T>",
            "safe fn f()",
            "const unsafe extern \"C\" fn f(mut self: Box<Self>, shop::Item { a, .. }: I<A, B>,)",
            "fn f(#[cfg(x)] a: A, Tuple::<T, U>(b, ..): B, c: ...) -> Vec<T> where T: A<{ 1 }>, U:",
        ];
        for written in texts {
            let tokens: TokenStream = written.parse().expect("tokens");
            let read: Signature = syn::parse2(tokens.clone()).expect(written);
            assert_eq!(text(read), text(tokens));
        }
    }

    #[test]
    fn arguments_are_told_apart() {
        let read = |written: &str| match syn::parse_str::<Argument>(written).expect(written).place {
            Place::Receiver { is_reference, .. } => format!("self {is_reference}"),
            Place::Typed { pattern, ty, .. } => {
                format!("{} / {}", text(pattern), text(ty))
            }
            Place::Rest(_) => "...".to_owned(),
        };
        assert_eq!(read("mut self"), "self false");
        assert_eq!(read("self: &Self"), "self false");
        assert_eq!(read("&'a self"), "self true");
        assert_eq!(read("&mut self"), "self true");
        assert_eq!(read("&a: &A"), "&a / &A");
        assert_eq!(read("a::B(c): D<E, F>,"), "a::B(c) / D<E,F>");
        assert_eq!(read("..."), "...");
    }
}
