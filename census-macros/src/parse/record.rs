//! `record!(MEASURE = value, …)`

use syn::parse::{Parse, ParseStream};
use syn::{Result, Token};

use crate::parse::leading_crate;
use crate::syntax::{Expression, Path};

/// The measurements of one macro.
pub(crate) struct Input {
    pub(crate) krate: Option<Path>,
    pub(crate) records: Vec<Record>,
}

/// One measurement, as it was written.
pub(crate) struct Record {
    pub(crate) measure: Path,
    pub(crate) value: Expression,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let krate = leading_crate(input)?;
        let mut records = Vec::new();
        while !input.is_empty() {
            records.push(input.parse()?);
            if !input.is_empty() && !input.peek(Token![,]) {
                return Err(input.error("expected `,` before the next measure"));
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(Input { krate, records })
    }
}

impl Parse for Record {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let measure: Path = input.parse()?;
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            return Err(input.error("expected `=` and a value, as in `record!(CART_ITEMS = 3)`"));
        }
        input.parse::<Token![=]>()?;
        Ok(Record { measure, value: input.parse()? })
    }
}
