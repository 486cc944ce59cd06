//! Declared measures: a static each, and its entry in the list.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::expand::text::{at, said, said_unit};
use crate::expand::{Krate, entry};
use crate::model::measure::{Measure, Measures};
use crate::switch::Switch;

/// The statics.
pub(crate) fn tokens(measures: &Measures, switch: Switch) -> TokenStream {
    let krate = Krate::new(measures.krate.as_ref());
    measures.measures.iter().map(|measure| one(&krate, measure, switch)).collect()
}

fn one(krate: &Krate, measure: &Measure, switch: Switch) -> TokenStream {
    let Measure { attributes, conditions, description, visibility, ident, kind, name, unit } =
        measure;
    let (path, private) = (krate.path(), krate.private());
    let name = said(&private, "__CENSUS_NAME", name);
    let unit = said_unit(&private, "__CENSUS_UNIT", unit);
    let constants = [&name, &unit].map(|said| &said.constant);
    let [name, unit] = [&name, &unit].map(|said| &said.value);
    let describe = description.as_ref().map(|text| ours!(.describe(#text)));
    // The call stands where the measure is declared: that is the place it is reported with.
    let here = at(path.clone(), ident.span());
    let new = quote_spanned!(ident.span()=> #here::Measure::new(#name, #unit));
    let entry = entry(&private, &ours!(#private::Item::Measure(#ident.any())), switch);
    ours! {
        #(#attributes)*
        #visibility static #ident: #path::Measure<#kind> = { #(#constants)* #new #describe };
        #(#conditions)*
        const _: () = { #entry };
    }
}
