//! `tags(method = request.method(), region, status = |result| …)`

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Result, Token};

use crate::syntax::{Expression, Path};

/// What stands between the parentheses.
pub(crate) struct Tags(pub(crate) Punctuated<Tag, Token![,]>);

/// `KEY`, or `KEY = value`.
pub(crate) struct Tag {
    pub(crate) key: Key,
    pub(crate) value: Option<Expression>,
}

/// The path to a key, or a name.
pub(crate) enum Key {
    Path(Path),
    Name(LitStr),
}

impl Parse for Tags {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Punctuated::parse_terminated(input).map(Tags)
    }
}

impl Parse for Tag {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let key = if input.peek(LitStr) { Key::Name(input.parse()?) } else { Key::parse(input)? };
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Tag { key, value: None });
        }
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            return Err(input.error("expected `=` and the tag's value, or `,`"));
        }
        let sign = input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new_spanned(sign, "expected the tag's value behind its `=`"));
        }
        Ok(Tag { key, value: Some(input.parse()?) })
    }
}

impl Key {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let path = Path::of_words(input).map_err(|error| {
            let message = "expected the key of a tag, as in `tags(region, method = \"get\")`";
            syn::Error::new(error.span(), message)
        })?;
        Ok(Key::Path(path))
    }
}
