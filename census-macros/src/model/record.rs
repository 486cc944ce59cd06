//! What `record!` records.

use proc_macro2::Span;
use syn::{Error, Result};

use crate::parse::record::{Input, Record};
use crate::syntax::Path;

/// The measurements of one macro: one at least.
pub(crate) struct Records {
    pub(crate) krate: Option<Path>,
    pub(crate) records: Vec<Record>,
}

impl TryFrom<Input> for Records {
    type Error = Error;

    fn try_from(input: Input) -> Result<Self> {
        let Input { krate, records } = input;
        if records.is_empty() {
            return Err(Error::new(
                Span::call_site(),
                "there is nothing to record: write `record!(CART_ITEMS = 3)`",
            ));
        }
        Ok(Records { krate, records })
    }
}
