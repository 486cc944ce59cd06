//! `#[measured(…)]` and what it stands on.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{Result, Token};

use crate::faults::Faults;
use crate::parse::Args;
use crate::parse::function::Item;

/// The attribute and its item, as they were written.
pub(crate) struct Input {
    pub(crate) args: Args,
    pub(crate) item: Item,
    /// What could not be read; what could is still checked.
    pub(crate) faults: Faults,
}

impl Input {
    pub(crate) fn parse(arguments: TokenStream, item: TokenStream) -> Result<Self> {
        let mut faults = Faults::default();
        let item = syn::parse2(item)?;
        let args = (|input: syn::parse::ParseStream<'_>| {
            Ok(Args::parse(input, Token![=], "=", &mut faults))
        })
        .parse2(arguments)?;
        Ok(Input { args, item, faults })
    }
}
