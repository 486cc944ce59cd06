//! The paths to census: `::census`, or what `crate = …` says.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::syntax::Path;

/// The path to census, and from there to what expansions name.
pub(crate) struct Krate {
    path: TokenStream,
    private: TokenStream,
}

impl Krate {
    pub(crate) fn new(path: Option<&Path>) -> Self {
        match path {
            // A path that does not lead to census is told where it stands.
            Some(path) => {
                let private = quote_spanned!(path.span()=> #path::__private);
                Krate { path: path.to_token_stream(), private }
            }
            None => Krate { path: ours!(::census), private: ours!(::census::__private) },
        }
    }

    /// `::census`
    pub(crate) fn path(&self) -> &TokenStream {
        &self.path
    }

    /// `::census::__private`
    pub(crate) fn private(&self) -> TokenStream {
        self.private.clone()
    }
}
