//! What `#[derive(TagValue)]` stands on, and its `#[tag(…)]`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Generics, Item, Meta, Path, Result, Token, Variant};

use crate::faults::Faults;
use crate::parse::{Value, whole};

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
    Other(TokenStream),
}

/// A variant, and the spellings that its `#[tag(…)]`s say.
pub(crate) struct Case {
    pub(crate) variant: Variant,
    pub(crate) spellings: Vec<(Attribute, Value)>,
}

impl Input {
    pub(crate) fn parse(item: TokenStream) -> Result<Self> {
        let mut faults = Faults::default();
        let (attributes, ident, generics, kind) = match syn::parse2(item)? {
            Item::Enum(item) => {
                let case = |variant| Case::of(variant, &mut faults);
                let kind = Kind::Enum(item.variants.into_iter().map(case).collect());
                (item.attrs, item.ident, item.generics, kind)
            }
            Item::Struct(item) => {
                let word = item.struct_token.into_token_stream();
                (item.attrs, item.ident, item.generics, Kind::Other(word))
            }
            Item::Union(item) => {
                let word = item.union_token.into_token_stream();
                (item.attrs, item.ident, item.generics, Kind::Other(word))
            }
            other => return Err(syn::Error::new_spanned(other, "expected a type")),
        };
        let mut krate = None;
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("tag")) {
            match read(attribute, leading_crate) {
                Ok(path) => krate = Some(path),
                Err(error) => faults.add(error),
            }
        }
        Ok(Input { ident, generics, krate, kind, faults })
    }
}

impl Case {
    fn of(variant: Variant, faults: &mut Faults) -> Self {
        let mut spellings = Vec::new();
        for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("tag")) {
            match read(attribute, |input| input.parse()) {
                Ok(value) => spellings.push((attribute.clone(), value)),
                Err(error) => faults.add(error),
            }
        }
        Case { variant, spellings }
    }
}

/// Reads what stands between the parentheses of `#[tag(…)]`.
fn read<T>(attribute: &Attribute, parse: fn(ParseStream<'_>) -> Result<T>) -> Result<T> {
    let Meta::List(list) = &attribute.meta else {
        let message = "write it in parentheses, as in `#[tag(\"GET\")]`";
        return Err(syn::Error::new_spanned(&attribute.meta, message));
    };
    let parse = |input: ParseStream<'_>| {
        if input.is_empty() {
            let message = "expected the value, as in `#[tag(\"GET\")]`";
            return Err(syn::Error::new_spanned(&attribute.meta, message));
        }
        let read = parse(input)?;
        if !input.is_empty() {
            let rest: TokenStream = input.parse()?;
            return Err(syn::Error::new_spanned(rest, "nothing else goes in here"));
        }
        Ok(read)
    };
    if list.tokens.is_empty() {
        return parse.parse2(TokenStream::new());
    }
    whole(list.tokens.clone(), parse)
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
