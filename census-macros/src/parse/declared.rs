//! `/// doc  pub static NAME …`: the head that measures and views share.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token};

use crate::syntax::{Attribute, Path, visibility};

/// The head of a declaration: all that stands before its type or its name.
pub(crate) struct Declared {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = Attribute::outer(input)?;
        let visibility = visibility(input)?;
        if !input.peek(Token![static]) {
            return Err(input.error("expected `static`, as in `pub static NAME`"));
        }
        input.parse::<Token![static]>()?;
        Ok(Declared { attributes, visibility, ident: input.parse()? })
    }
}

/// `crate = path`, at the head of a macro's input and closed by one of two signs.
pub(crate) fn leading_crate(input: ParseStream<'_>) -> Result<Option<Path>> {
    if !(input.peek(Token![crate]) && input.peek2(Token![=])) {
        return Ok(None);
    }
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    let path = Path::of_words(input)?;
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    } else {
        input.parse::<Token![;]>()?;
    }
    Ok(Some(path))
}
