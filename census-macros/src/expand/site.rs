//! The one static that a measured function has, and its entry in the list.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::text::{Said, at, optional, said};
use crate::expand::{Krate, entry};
use crate::model::measured::Measured;
use crate::model::{Latency, LatencyBounds};
use crate::switch::Switch;

/// An expression of type `&'static Function`. The block around the statics keeps their names from
/// the body.
pub(crate) fn site(krate: &Krate, measured: &Measured) -> TokenStream {
    let private = krate.private();
    let (name, asked) = (&measured.path, &measured.asked);
    let count = optional(&private, "__CENSUS_COUNT", asked.count.as_ref());
    let errors = optional(&private, "__CENSUS_ERRORS", asked.errors.as_ref());
    let in_flight = optional(&private, "__CENSUS_IN_FLIGHT", asked.in_flight.as_ref());
    let latency = latency(&private, asked.latency.as_ref());
    let constants = [&count, &errors, &latency, &in_flight].map(|said| &said.constant);
    let [count, errors, latency, in_flight] =
        [&count, &errors, &latency, &in_flight].map(|said| &said.value);
    let entry = entry(&private, &ours!(#private::Item::Function(&__CENSUS_SITE)), Switch::On);
    ours! {
        {
            #(#constants)*
            static __CENSUS_SITE: #private::Function = #private::Function::new(#private::Asked {
                path: ::core::concat!(::core::module_path!(), "::", #name),
                count: #count,
                errors: #errors,
                latency: #latency,
                in_flight: #in_flight,
            });
            #entry
            &__CENSUS_SITE
        }
    }
}

fn latency(private: &TokenStream, latency: Option<&Latency>) -> Said {
    let Some(Latency { name, unit, bounds }) = latency else {
        return optional(private, "", None);
    };
    let Said { constant, value: name } = said(private, "__CENSUS_LATENCY", name);
    let bounds = bounds_of(private, bounds);
    let constants = [constant, bounds.constant];
    let bounds = bounds.value;
    let unit = Ident::new(unit.variant, Span::mixed_site());
    Said {
        constant: constants.into_iter().collect(),
        value: ours! {
            ::core::option::Option::Some(#private::Latency {
                name: #name,
                unit: #private::TimeUnit::#unit,
                bounds: #bounds,
            })
        },
    }
}

/// The bounds of a latency, as nanoseconds.
pub(crate) fn bounds_of(private: &TokenStream, bounds: &LatencyBounds) -> Said {
    match bounds {
        LatencyBounds::Default => {
            let value = ours!(#private::DEFAULT_LATENCY_BOUNDS);
            Said { constant: TokenStream::new(), value }
        }
        LatencyBounds::Nanoseconds(bounds) => {
            let bounds = bounds.iter().map(|bound| Literal::u64_unsuffixed(*bound));
            Said { constant: TokenStream::new(), value: ours!(&[#(#bounds),*]) }
        }
        LatencyBounds::Path(path) => {
            let span = path.span();
            let private = at(private.clone(), span);
            let ident = Ident::new("__CENSUS_BOUNDS", span);
            Said {
                constant: quote_spanned! {span=>
                    const #ident: &[u64] = {
                        const #ident: &[::core::time::Duration] = #path;
                        &#private::nanoseconds::<{ #ident.len() }>(#ident)
                    };
                },
                value: ident.into_token_stream(),
            }
        }
    }
}
