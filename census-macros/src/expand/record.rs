//! A call for each measurement.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::expand::Krate;
use crate::expand::text::at;
use crate::model::record::Records;
use crate::parse::record::Record;
use crate::switch::Switch;

/// The calls, in a block, so that the whole is an expression of type `()`.
///
/// Switched off, they are still there for the compiler to check, and never made.
pub(crate) fn tokens(records: &Records, switch: Switch) -> TokenStream {
    let private = Krate::new(records.krate.as_ref()).private();
    let calls = records.records.iter().map(|Record { measure, value }| {
        // At the measure, so that a message shows the user's code and nothing else.
        let span = measure.span();
        let private = at(private.clone(), span);
        quote_spanned!(span=> #private::record(&#measure, #value);)
    });
    match switch {
        Switch::On => ours!({ #(#calls)* }),
        Switch::Off => ours!({ if false { #(#calls)* } }),
    }
}
