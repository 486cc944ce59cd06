//! The paths to census: `::census`, or what `crate = …` says.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// The path to census, and from there to what expansions name.
pub(crate) struct Krate {
    path: TokenStream,
    /// Where a path that does not lead to census is told.
    span: Span,
}

impl Krate {
    pub(crate) fn new(path: Option<&Path>) -> Self {
        match path {
            Some(path) => Krate { path: path.to_token_stream(), span: path.span() },
            None => Krate { path: ours!(::census), span: Span::mixed_site() },
        }
    }

    /// `::census`
    pub(crate) fn path(&self) -> &TokenStream {
        &self.path
    }

    /// `::census::__private`
    pub(crate) fn private(&self) -> TokenStream {
        let path = &self.path;
        quote_spanned!(self.span=> #path::__private)
    }
}
