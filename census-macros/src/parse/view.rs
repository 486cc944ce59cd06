//! `declare_view! { /// doc  pub static NAME = "name" { measure: PATH, … } … }`

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token, braced, token};

use crate::faults::Faults;
use crate::parse::{Args, Declared, Value, leading_crate};
use crate::syntax::Path;

/// The views of one macro.
pub(crate) struct Input {
    pub(crate) krate: Option<Path>,
    pub(crate) views: Vec<View>,
    pub(crate) faults: Faults,
}

/// A view, as it was written.
pub(crate) struct View {
    pub(crate) declared: Declared,
    pub(crate) name: Value,
    pub(crate) args: Args,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut faults = Faults::default();
        let krate = leading_crate(input)?;
        let mut views = Vec::new();
        while !input.is_empty() {
            views.push(View::parse(input, &mut faults)?);
        }
        Ok(Input { krate, views, faults })
    }
}

impl View {
    fn parse(input: ParseStream<'_>, faults: &mut Faults) -> Result<Self> {
        let declared: Declared = input.parse()?;
        if !input.peek(Token![=]) {
            return Err(input.error(format!(
                "expected `=` and the view's name, as in `static {} = \"…\" {{ … }}`",
                declared.ident
            )));
        }
        input.parse::<Token![=]>()?;
        let name = name(input)?;
        let inside;
        braced!(inside in input);
        let args = Args::parse(&inside, Token![:], ":", faults);
        input.parse::<Option<Token![;]>>()?;
        Ok(View { declared, name, args })
    }
}

/// A name that braces follow, not a comma.
fn name(input: ParseStream<'_>) -> Result<Value> {
    let mut tokens = TokenStream::new();
    while !input.peek(token::Brace) {
        if input.is_empty() || input.peek(Token![;]) {
            return Err(input.error(
                "expected the view in braces, as in `{ measure: CART_ITEMS, aggregation: count }`",
            ));
        }
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    if tokens.is_empty() {
        return Err(input.error("expected the view's name before its braces"));
    }
    syn::parse2(tokens)
}
