//! `declare_measure! { /// doc  pub static NAME: i64 = "name", unit = "1"; … }`

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Result, Token};

use crate::faults::Faults;
use crate::parse::{Args, Declared, Value, leading_crate};
use crate::syntax::{Path, Type};

/// The measures of one macro.
pub(crate) struct Input {
    pub(crate) krate: Option<Path>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) faults: Faults,
}

/// A measure, as it was written.
pub(crate) struct Measure {
    pub(crate) declared: Declared,
    pub(crate) kind: Type,
    pub(crate) name: Value,
    pub(crate) args: Args,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut faults = Faults::default();
        let krate = leading_crate(input)?;
        let mut measures = Vec::new();
        while !input.is_empty() {
            measures.push(Measure::parse(input, &mut faults)?);
        }
        Ok(Input { krate, measures, faults })
    }
}

impl Measure {
    fn parse(input: ParseStream<'_>, faults: &mut Faults) -> Result<Self> {
        let declared: Declared = input.parse()?;
        if !input.peek(Token![:]) {
            return Err(input.error(format!(
                "expected the type of the values, as in `static {}: i64`",
                declared.ident
            )));
        }
        input.parse::<Token![:]>()?;
        let kind = input.parse()?;
        input.parse::<Token![=]>()?;
        // The arguments end with the declaration, which is not the end of the input.
        let mut own = TokenStream::new();
        while !input.peek(Token![;]) {
            if input.is_empty() {
                return Err(input.error("expected `;` behind the measure"));
            }
            own.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![;]>()?;
        let (name, args) = (|own: ParseStream<'_>| {
            let name = own.parse()?;
            own.parse::<Option<Token![,]>>()?;
            Ok((name, Args::parse(own, Token![=], "=", faults)))
        })
        .parse2(own)?;
        Ok(Measure { declared, kind, name, args })
    }
}
