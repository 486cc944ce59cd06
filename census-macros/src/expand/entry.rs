//! An entry in the list of all that is declared, which the linker puts together.

use proc_macro2::TokenStream;

use crate::switch::Switch;

/// A static in the list; `item` is what stands in it.
///
/// This is what `#[linkme::distributed_slice]` expands into, but for a check of the static's type,
/// which we write ourselves. The attribute would be a macro of its own in each function, and a
/// fifth of what the compiler does for a measured one.
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
