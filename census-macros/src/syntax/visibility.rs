//! `pub`, `pub(crate)`, or nothing at all.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::{Result, Token, token};

/// Reads a visibility.
pub(crate) fn visibility(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    // The place of one that a `macro_rules!` was not given.
    if let Some((inside, _, _)) = input.cursor().group(Delimiter::None)
        && inside.eof()
    {
        input.parse::<TokenTree>()?;
    } else if input.peek(Token![pub]) {
        tokens.extend([input.parse::<TokenTree>()?]);
        if input.peek(token::Paren) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
    }
    Ok(tokens)
}
