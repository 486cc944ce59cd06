//! A name or a unit, where its value is needed.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::model::Text;

/// A text as an expression, and the constant that it needs beforehand.
pub(crate) struct Said {
    pub(crate) constant: TokenStream,
    pub(crate) value: TokenStream,
}

/// Says a name. A path becomes a constant that does not evaluate if the name is not legal; all its
/// tokens stand at the path, so the compiler says it there.
pub(crate) fn said(private: &TokenStream, constant: &str, text: &Text) -> Said {
    checked(private, "assert_name", constant, text)
}

/// Says a unit, in the same way.
pub(crate) fn said_unit(private: &TokenStream, constant: &str, text: &Text) -> Said {
    checked(private, "assert_unit", constant, text)
}

fn checked(private: &TokenStream, assert: &str, constant: &str, text: &Text) -> Said {
    match text {
        Text::Literal(literal) => {
            Said { constant: TokenStream::new(), value: literal.to_token_stream() }
        }
        Text::Path(path) => {
            let span = path.span();
            let private = at(private.clone(), span);
            let assert = Ident::new(assert, span);
            let ident = Ident::new(constant, span);
            Said {
                constant: quote_spanned! {span=>
                    const #ident: &str = {
                        const #ident: &str = #path;
                        #private::#assert(#ident);
                        #ident
                    };
                },
                value: ident.into_token_stream(),
            }
        }
    }
}

/// Says what may be left out: `""`, which is no name.
pub(crate) fn optional(private: &TokenStream, constant: &str, text: Option<&Text>) -> Said {
    match text {
        None => {
            let mut nothing = Literal::string("");
            nothing.set_span(Span::mixed_site());
            Said { constant: TokenStream::new(), value: nothing.to_token_stream() }
        }
        Some(text) => said(private, constant, text),
    }
}

/// The same tokens, at another place.
pub(crate) fn at(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}
