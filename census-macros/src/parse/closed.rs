//! What `#[derive(TagValue)]` stands on, and its `#[tag(…)]`.

use proc_macro2::{Group, Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Result, Token, braced, token};

use crate::faults::Faults;
use crate::parse::{Value, whole};
use crate::syntax::attribute::Says;
use crate::syntax::{Attribute, Expression, Generics, Path, angles, visibility};

/// A type, as it was written.
pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) krate: Option<Path>,
    pub(crate) kind: Kind,
    pub(crate) faults: Faults,
}

/// What it is.
pub(crate) enum Kind {
    Enum(Vec<Case>),
    /// A `struct` or a `union`, by its keyword.
    Other(Ident),
}

/// A variant, and the spellings that its `#[tag(…)]`s say.
pub(crate) struct Case {
    pub(crate) ident: Ident,
    /// Its data, in their brackets.
    pub(crate) data: Option<Group>,
    pub(crate) spellings: Vec<(Attribute, Value)>,
}

impl Input {
    pub(crate) fn parse(item: TokenStream) -> Result<Self> {
        Self::read.parse2(item)
    }

    fn read(input: ParseStream<'_>) -> Result<Self> {
        let mut faults = Faults::default();
        let attributes = Attribute::outer(input)?;
        visibility(input)?;
        let word = input.call(Ident::parse_any)?;
        let (ident, generics) = (input.parse()?, input.parse()?);
        let kind = if word == "enum" {
            // What stands behind `where`.
            angles::up_to(input, |input| input.peek(token::Brace))?;
            let inside;
            braced!(inside in input);
            let mut cases = Vec::new();
            while !inside.is_empty() {
                cases.push(Case::read(&inside, &mut faults)?);
            }
            Kind::Enum(cases)
        } else {
            input.parse::<TokenStream>()?;
            Kind::Other(word)
        };
        let mut krate = None;
        for attribute in attributes.iter().filter(|attribute| attribute.is("tag")) {
            match read(attribute, leading_crate) {
                Ok(path) => krate = Some(path),
                Err(error) => faults.add(error),
            }
        }
        Ok(Input { ident, generics, krate, kind, faults })
    }
}

impl Case {
    fn read(input: ParseStream<'_>, faults: &mut Faults) -> Result<Self> {
        let mut spellings = Vec::new();
        let attributes = Attribute::outer(input)?;
        for attribute in attributes.iter().filter(|attribute| attribute.is("tag")) {
            match read(attribute, |input| input.parse()) {
                Ok(value) => spellings.push((attribute.clone(), value)),
                Err(error) => faults.add(error),
            }
        }
        visibility(input)?;
        let ident = input.parse()?;
        let data = match input.peek(token::Brace) || input.peek(token::Paren) {
            true => Some(input.parse()?),
            false => None,
        };
        // Its number.
        if input.parse::<Option<Token![=]>>()?.is_some() {
            input.parse::<Expression>()?;
        }
        input.parse::<Option<Token![,]>>()?;
        Ok(Case { ident, data, spellings })
    }
}

/// Reads what stands between the parentheses of `#[tag(…)]`.
fn read<T>(attribute: &Attribute, parse: fn(ParseStream<'_>) -> Result<T>) -> Result<T> {
    let Says::List(list) = &attribute.says else {
        let message = "write it in parentheses, as in `#[tag(\"GET\")]`";
        return Err(syn::Error::new_spanned(&attribute.inside, message));
    };
    let parse = |input: ParseStream<'_>| {
        if input.is_empty() {
            let message = "expected the value, as in `#[tag(\"GET\")]`";
            return Err(syn::Error::new_spanned(&attribute.inside, message));
        }
        let read = parse(input)?;
        if !input.is_empty() {
            let rest: TokenStream = input.parse()?;
            return Err(syn::Error::new_spanned(rest, "nothing else goes in here"));
        }
        Ok(read)
    };
    if list.is_empty() {
        return parse.parse2(TokenStream::new());
    }
    whole(list.clone(), parse)
}

/// `crate = path`
fn leading_crate(input: ParseStream<'_>) -> Result<Path> {
    if !input.peek(Token![crate]) {
        let message = "a type takes `#[tag(crate = path)]` alone: values are said of its variants";
        return Err(input.error(message));
    }
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    input.parse()
}
