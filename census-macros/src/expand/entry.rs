//! An entry in the list of what is declared and no function, which the linker puts together.

use proc_macro2::TokenStream;

use crate::switch::Switch;

/// A static in the list; `item` is what stands in it.
///
/// This is what `#[linkme::distributed_slice]` expands into, but for a check of the static's type,
/// which we write ourselves: the attribute would be a macro of its own.
///
/// Switched off, it is a use of the item, which nothing else may use.
pub(crate) fn entry(private: &TokenStream, item: &TokenStream, switch: Switch) -> TokenStream {
    match switch {
        Switch::On => ours! {
            #private::ITEMS! {
                #![linkme_macro = #private::ITEMS]
                static __CENSUS_ITEM: #private::Item = #item;
            }
        },
        Switch::Off => ours!(let _ = #item;),
    }
}
