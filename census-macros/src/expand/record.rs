//! A call for each measurement.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::expand::Krate;
use crate::expand::text::at;
use crate::model::record::Records;
use crate::parse::record::Record;

/// The calls, in a block, so that the whole is an expression of type `()`.
pub(crate) fn tokens(records: &Records) -> TokenStream {
    let private = Krate::new(records.krate.as_ref()).private();
    let calls = records.records.iter().map(|Record { measure, value }| {
        // At the measure, so that a message shows the user's code and nothing else.
        let span = measure.span();
        let private = at(private.clone(), span);
        quote_spanned!(span=> #private::record(&#measure, #value);)
    });
    ours!({ #(#calls)* })
}
