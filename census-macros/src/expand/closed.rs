//! A closed set of values: its list, and the index of each in it.

use proc_macro2::TokenStream;

use crate::expand::Krate;
use crate::model::closed::Closed;

/// The impls.
///
/// The list is a static, so that it has one address: by that a set is known from all others.
pub(crate) fn tokens(closed: &Closed) -> TokenStream {
    let krate = Krate::new(closed.krate.as_ref());
    let krate = krate.path();
    let ident = &closed.ident;
    let (count, values) = (closed.cases.len(), closed.cases.iter().map(|(_, value)| value));
    let index = closed.cases.iter().enumerate().map(|(at, (case, _))| {
        let at = proc_macro2::Literal::usize_unsuffixed(at);
        ours!(#ident::#case => #at,)
    });
    ours! {
        #[automatically_derived]
        impl #krate::tags::ClosedTag for #ident {
            const VALUES: &'static [&'static ::core::primitive::str] = {
                static VALUES: [&::core::primitive::str; #count] = [#(#values),*];
                &VALUES
            };

            #[inline]
            fn index(&self) -> ::core::primitive::usize {
                match self { #(#index)* }
            }
        }

        #[automatically_derived]
        impl #krate::tags::AsTag for #ident {
            #[inline]
            fn as_tag(&self) -> #krate::tags::TagRef<'_> {
                #krate::tags::TagRef::closed(self)
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<#ident> for #krate::TagValue<'_> {
            #[inline]
            fn from(value: #ident) -> Self {
                #krate::__private::closed_value(&value)
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<&#ident> for #krate::TagValue<'_> {
            #[inline]
            fn from(value: &#ident) -> Self {
                #krate::__private::closed_value(value)
            }
        }
    }
}
