//! Declared measures: a static each, and its entry in the list.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::expand::text::{Said, said, said_unit};
use crate::expand::{Krate, entry};
use crate::model::measure::{Measure, Measures};

/// The statics.
pub(crate) fn tokens(measures: &Measures) -> TokenStream {
    let krate = Krate::new(measures.krate.as_ref());
    measures.measures.iter().map(|measure| one(&krate, measure)).collect()
}

fn one(krate: &Krate, measure: &Measure) -> TokenStream {
    let Measure { attributes, conditions, description, visibility, ident, kind, name, unit } =
        measure;
    let (path, private) = (krate.path(), krate.private());
    let Said { constant, value: name } = said(&private, "__CENSUS_NAME", name);
    let unit = said_unit(unit);
    let describe = description.as_ref().map(|text| ours!(.describe(#text)));
    // The call stands where the measure is declared: that is the place it is reported with.
    let new = quote_spanned!(ident.span()=> #path::Measure::new(#name, #unit));
    let entry = entry(&private, &ours!(#private::Item::Measure(#ident.any())));
    ours! {
        #(#attributes)*
        #visibility static #ident: #path::Measure<#kind> = { #constant #new #describe };
        #(#conditions)*
        const _: () = { #entry };
    }
}
