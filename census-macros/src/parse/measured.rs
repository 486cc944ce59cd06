//! `#[measured(…)]` and what it stands on.

use proc_macro2::TokenStream;
use syn::{Result, Token};

use crate::faults::Faults;
use crate::parse::function::Item;
use crate::parse::{Args, whole};

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
        let item = Item::read(item)?;
        let args = whole(arguments, |input| Ok(Args::parse(input, Token![=], "=", &mut faults)))?;
        Ok(Input { args, item, faults })
    }
}
