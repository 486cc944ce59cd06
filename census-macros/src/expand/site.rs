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
    let names = [
        ("__CENSUS_COUNT", asked.count.as_ref()),
        ("__CENSUS_ERRORS", asked.errors.as_ref()),
        ("__CENSUS_IN_FLIGHT", asked.in_flight.as_ref()),
    ];
    let names = names.map(|(constant, text)| optional(&private, constant, text));
    let mut constants: TokenStream = names.iter().map(|said| said.constant.clone()).collect();
    let names = names.map(|said| said.value);
    let new = match &asked.latency {
        None => ours!(function #name [#(#names),*]),
        Some(latency) => {
            let Latency { name: text, unit, bounds } = latency;
            let text = said(&private, "__CENSUS_LATENCY", text);
            constants.extend(text.constant);
            let text = text.value;
            if latency.is_by_default() {
                ours!(timed_by_default #name [#(#names),*, #text])
            } else {
                let bounds = bounds_of(&private, bounds);
                constants.extend(bounds.constant);
                let bounds = bounds.value;
                let unit = Ident::new(unit.variant, Span::mixed_site());
                ours!(timed #name [#(#names),*, #text, #private::TimeUnit::#unit, &#bounds])
            }
        }
    };
    let besides = match (&measured.tags, &asked.slo) {
        (Some(tags), _) => {
            constants.extend(tags::tagged(&private, tags));
            ours!(.besides(&__CENSUS_TAGGED))
        }
        (None, Some(_)) => {
            let slo = Ident::new(SLO, Span::mixed_site());
            ours!(.besides(&#private::Besides::Slo(<#slo as #private::Declared>::slo)))
        }
        (None, None) => TokenStream::new(),
    };
    let site = ours!(#private::site!(#new #besides));
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
