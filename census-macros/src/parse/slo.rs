//! `declare_slo! { /// doc  pub slo NAME = "id" { … } … }`

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token, braced, token};

use crate::faults::Faults;
use crate::parse::{Entry, Value, leading_crate};
use crate::syntax::{Attribute, Path, visibility};

/// The objectives of one macro.
pub(crate) struct Input {
    pub(crate) krate: Option<Path>,
    pub(crate) slos: Vec<Slo>,
    pub(crate) faults: Faults,
}

/// A declaration, as it was written.
pub(crate) struct Slo {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) id: Value,
    pub(crate) entries: Vec<Entry>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut faults = Faults::default();
        let krate = leading_crate(input)?;
        let mut slos = Vec::new();
        while !input.is_empty() {
            slos.push(Slo::parse(input, &mut faults)?);
        }
        Ok(Input { krate, slos, faults })
    }
}

impl Slo {
    fn parse(input: ParseStream<'_>, faults: &mut Faults) -> Result<Self> {
        let attributes = Attribute::outer(input)?;
        let visibility = visibility(input)?;
        const HEAD: &str = "expected `slo`, a name and an id, as in `pub slo CHECKOUT = \
                            \"checkout\" { … }`";
        if !input.peek(syn::Ident) {
            return Err(input.error(HEAD));
        }
        let word: Ident = input.parse()?;
        if word != "slo" {
            return Err(syn::Error::new(word.span(), HEAD));
        }
        let ident: Ident = input.parse()?;
        if !input.peek(Token![=]) {
            let message =
                format!("expected `=` and the objective's id, as in `slo {ident} = \"…\" {{ … }}`");
            return Err(input.error(message));
        }
        input.parse::<Token![=]>()?;
        let id = id(input)?;
        let inside;
        braced!(inside in input);
        let entries: TokenStream = inside.parse()?;
        input.parse::<Option<Token![;]>>()?;
        let entries = Entry::all(entries, ';', faults);
        Ok(Slo { attributes, visibility, ident, id, entries })
    }
}

/// An id that braces follow.
fn id(input: ParseStream<'_>) -> Result<Value> {
    let mut tokens = TokenStream::new();
    while !input.peek(token::Brace) {
        if input.is_empty() || input.peek(Token![;]) {
            return Err(input.error(
                "expected the objective in braces, as in `{ window = 28d; availability >= 99.9%; \
                 }`",
            ));
        }
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    if tokens.is_empty() {
        return Err(input.error("expected the objective's id before its braces"));
    }
    syn::parse2(tokens)
}
