//! An entry in the list of all that is declared, which the linker puts together.

use proc_macro2::TokenStream;

/// A static in the list; `item` is what stands in it.
pub(crate) fn entry(private: &TokenStream, item: &TokenStream) -> TokenStream {
    ours! {
        #[#private::linkme::distributed_slice(#private::ITEMS)]
        #[linkme(crate = #private::linkme)]
        static __CENSUS_ITEM: #private::Item = #item;
    }
}
