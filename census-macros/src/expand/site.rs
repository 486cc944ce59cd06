//! The one static that a measured function has.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::served::NAME as SLO;
use crate::expand::text::{Said, at, optional, said};
use crate::expand::{Krate, tags};
use crate::model::measured::Measured;
use crate::model::{Latency, LatencyBounds};

/// An expression of type `&'static Function`.
///
/// The static is made by one call, in which `""` stands for what is not asked for, and stands in
/// the linker's list itself: each path, each item and each macro of an expansion is looked at by
/// the compiler, a thousand times in a large program.
pub(crate) fn site(krate: &Krate, measured: &Measured) -> TokenStream {
    let private = krate.private();
    let (name, asked) = (&measured.path, &measured.asked);
    let path = ours!(::core::concat!(::core::module_path!(), "::", #name));
    let names = [
        ("__CENSUS_COUNT", asked.count.as_ref()),
        ("__CENSUS_ERRORS", asked.errors.as_ref()),
        ("__CENSUS_IN_FLIGHT", asked.in_flight.as_ref()),
    ];
    let names = names.map(|(constant, text)| optional(&private, constant, text));
    let mut constants: TokenStream = names.iter().map(|said| said.constant.clone()).collect();
    let names = names.map(|said| said.value);
    let new = match &asked.latency {
        None => ours!(#private::function(#path, #(#names),*)),
        Some(Latency { name, unit, bounds }) => {
            let name = said(&private, "__CENSUS_LATENCY", name);
            let bounds = bounds_of(&private, bounds);
            constants.extend([name.constant, bounds.constant]);
            let (name, bounds) = (name.value, bounds.value);
            let unit = Ident::new(unit.variant, Span::mixed_site());
            ours!(#private::timed(#path, #(#names),*, #name, #private::TimeUnit::#unit, &#bounds))
        }
    };
    let new = match &measured.tags {
        None => new,
        Some(tags) => {
            let tagged = tags::tagged(&private, tags);
            constants.extend(tagged);
            ours!(#new.tagged(&__CENSUS_TAGGED))
        }
    };
    let site = ours!(#private::site!(#new));
    if constants.is_empty() { site } else { ours!({ #constants #site }) }
}

/// The bounds of a latency, as nanoseconds.
pub(crate) fn bounds_of(private: &TokenStream, bounds: &LatencyBounds) -> Said {
    match bounds {
        LatencyBounds::Default => {
            let value = ours!(#private::DEFAULT_LATENCY_BOUNDS);
            Said { constant: TokenStream::new(), value }
        }
        LatencyBounds::Nanoseconds(bounds) => {
            let bounds = bounds.iter().map(|bound| Literal::u64_suffixed(*bound));
            Said { constant: TokenStream::new(), value: ours!((&[#(#bounds),*] as &[_])) }
        }
        LatencyBounds::Auto(span) => {
            let ident = Ident::new("__CENSUS_BOUNDS", *span);
            let slo = Ident::new(SLO, *span);
            let here = at(private.clone(), *span);
            Said {
                constant: quote_spanned! {*span=>
                    const #ident: &[u64] = {
                        const SPEC: #here::SloSpec<'static> = <#slo as #here::Declared>::SPEC;
                        &#here::auto_bounds::<{ #here::auto_bounds_len(&SPEC) }>(&SPEC)
                    };
                },
                value: ident.into_token_stream(),
            }
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
