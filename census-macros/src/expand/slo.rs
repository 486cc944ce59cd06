//! Objectives: a type each, by which functions name it, the static that counts, and its record.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Ident, LitStr};

use crate::expand::text::at;
use crate::expand::{Krate, entry};
use crate::model::slo::{Class, Said, Shape, Slo, Slos, Window, plain};
use crate::switch::Switch;
use crate::syntax::{Path, Pattern};

/// The types, and what hangs on them.
pub(crate) fn tokens(slos: &Slos, switch: Switch) -> TokenStream {
    let krate = Krate::new(slos.krate.as_ref());
    slos.slos.iter().map(|slo| one(&krate, slo, switch)).collect()
}

fn one(krate: &Krate, slo: &Slo, switch: Switch) -> TokenStream {
    let Slo { attributes, conditions, visibility, ident, id, description, said } = slo;
    let path = krate.path();
    let declared =
        declared(krate, (ident, ident.span()), &id.to_token_stream(), description.as_deref(), said);
    let record = (switch == Switch::On).then(|| record(krate, Some(id)));
    let private = krate.private();
    let entry = entry(&private, &ours!(#private::Item::Slo(&SLO)), switch);
    ours! {
        #(#attributes)*
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug)]
        #visibility struct #ident;

        #(#conditions)*
        const _: () = {
            #declared
            impl ::core::ops::Deref for #ident {
                type Target = #path::Slo;

                fn deref(&self) -> &#path::Slo {
                    &SLO
                }
            }
            #record
            #entry
        };
    }
}

/// An objective that a function declares for itself: the same, without a name that others know.
pub(crate) fn own(
    krate: &Krate,
    (ident, place): (&Ident, Span),
    id: Option<&LitStr>,
    path: &TokenStream,
    said: &Said,
) -> TokenStream {
    let private = krate.private();
    let text = match id {
        Some(id) => id.to_token_stream(),
        None => ours!(#private::text(ID)),
    };
    let derived = id.is_none().then(|| {
        let here = at(private.clone(), place);
        let length = ours!({ #private::derived_len(#path) });
        let derived = quote_spanned!(place=> &#here::derived::<#length>(#path));
        ours! {
            const ID: &[u8] = #derived;
        }
    });
    let declared = declared(krate, (ident, place), &text, None, said);
    let record = record(krate, id);
    let entry = entry(&private, &ours!(#private::Item::Slo(&SLO)), Switch::On);
    ours! {
        struct #ident;
        const _: () = {
            #derived
            #declared
            #record
            #entry
        };
    }
}

/// What was declared, the static, and how results are judged.
fn declared(
    krate: &Krate,
    (ident, place): (&Ident, Span),
    id: &TokenStream,
    description: Option<&str>,
    said: &Said,
) -> TokenStream {
    let private = krate.private();
    let spec = spec(krate, place, id, description, said);
    let judges = judges(&private, (ident, place), said);
    // The call stands where the objective is declared: that is the place it is reported with.
    let here = at(private.clone(), place);
    let new = quote_spanned!(place=> #here::Slo::new(&SPEC));
    let any = said.patterns.shape.is_none() && (said.availability.is_none() || said.panic_said);
    let head = quote_spanned!(place=> impl #here::Declared for #ident);
    let body = braces(
        place,
        ours! {
            type Own = Self;
            const SPEC: #private::SloSpec<'static> = SPEC;
            const ANY: bool = #any;

            #[inline]
            fn slo() -> &'static #private::Slo {
                &SLO
            }

            #[inline]
            fn mark(inside: bool) -> bool {
                ::std::thread_local! {
                    static INSIDE: ::core::cell::Cell<bool> =
                        const { ::core::cell::Cell::new(false) };
                }
                INSIDE.replace(inside)
            }
        },
    );
    ours! {
        const SPEC: #private::SloSpec<'static> = #spec;
        static SLO: #private::Slo = #new;
        #head #body
        #judges
    }
}

/// The braces of an impl: with those of its head at one place, the compiler shows it as the user's
/// own.
fn braces(place: Span, inside: TokenStream) -> Group {
    let mut braces = Group::new(Delimiter::Brace, inside);
    braces.set_span(place);
    braces
}

/// The declaration as a constant.
fn spec(
    krate: &Krate,
    place: Span,
    id: &TokenStream,
    description: Option<&str>,
    said: &Said,
) -> TokenStream {
    let private = krate.private();
    let package = ours! {
        match ::core::option_env!("CARGO_PKG_NAME") {
            ::core::option::Option::Some(name) => name,
            ::core::option::Option::None => ::core::module_path!(),
        }
    };
    let version = ours! {
        match ::core::option_env!("CARGO_PKG_VERSION") {
            ::core::option::Option::Some(version) => version,
            ::core::option::Option::None => "",
        }
    };
    let service = match &said.service {
        Some(service) => service.to_token_stream(),
        None => package.clone(),
    };
    let line = quote_spanned!(place=> ::core::line!());
    let file = quote_spanned!(place=> ::core::file!());
    let some = |value: TokenStream| ours!(::core::option::Option::Some(#value));
    let window = match said.window {
        Window::Days(days) => ours!(#private::Window::Rolling { days: #days }),
        Window::Period(period) => {
            let period = Ident::new(period, Span::mixed_site());
            ours!(#private::Window::Calendar(#private::Period::#period))
        }
    };
    let mut set = TokenStream::new();
    let mut put = |field: TokenStream, value: Option<TokenStream>| {
        if let Some(value) = value {
            set.extend(ours!(spec.#field = #value;));
        }
    };
    let text = |text: &Option<LitStr>| text.as_ref().map(|text| some(text.to_token_stream()));
    put(ours!(description), description.map(ToTokens::to_token_stream));
    put(ours!(window), Some(window));
    put(ours!(availability), said.availability.map(|ppm| some(ours!(#private::Ppm(#ppm)))));
    put(
        ours!(latency),
        said.latency.map(|latency| {
            let (threshold, ppm) = (Literal::u64_suffixed(latency.nanoseconds), latency.ppm);
            some(ours!(#private::LatencyGoal { threshold: #threshold, goal: #private::Ppm(#ppm) }))
        }),
    );
    let pattern = |pattern: &Option<Pattern>| {
        pattern.as_ref().map(|pattern| some(plain(pattern).to_token_stream()))
    };
    put(ours!(classification.good), pattern(&said.patterns.good));
    put(ours!(classification.bad), pattern(&said.patterns.bad));
    put(ours!(classification.exclude), pattern(&said.patterns.exclude));
    put(ours!(classification.cancelled), Some(class(&private, said.cancelled)));
    put(ours!(classification.panicked), Some(class(&private, said.panicked)));
    put(ours!(classification.none), said.none.map(|none| some(class(&private, none))));
    put(
        ours!(expect),
        said.expect.as_ref().map(|traffic| {
            let (count, seconds) = (traffic.count, traffic.seconds);
            some(ours!(#private::Traffic { count: #count, seconds: #seconds }))
        }),
    );
    put(ours!(page), text(&said.alert.page));
    put(ours!(ticket), text(&said.alert.ticket));
    put(ours!(runbook), text(&said.alert.runbook));
    put(ours!(owner), text(&said.owner));
    ours! {{
        let mut spec = #private::SloSpec::new(#id, #service, #private::Origin {
            crate_name: #package,
            crate_version: #version,
            module: ::core::module_path!(),
            file: #file,
            line: #line,
        });
        #set
        spec
    }}
}

fn class(private: &TokenStream, class: Class) -> TokenStream {
    match class {
        Class::Good => ours!(#private::Class::Good),
        Class::Bad => ours!(#private::Class::Bad),
        Class::Excluded => ours!(#private::Class::Excluded),
    }
}

/// How results are judged: those of one type by patterns, or any that may fail, or any at all.
fn judges(private: &TokenStream, (ident, place): (&Ident, Span), said: &Said) -> TokenStream {
    let here = at(private.clone(), place);
    let default = ours!(seen.class(&SPEC));
    if let Some(Shape { any, ty }) = &said.patterns.shape {
        let (any, ty) =
            (any.iter().map(|any| Ident::new(&any.to_string(), place)), at(ty.clone(), place));
        let none = said.none.map(|none| {
            let none = class(private, none);
            ours!(if seen.none { return #none; })
        });
        let arm = |pattern: &Option<Pattern>, class: TokenStream| {
            pattern.as_ref().map(|pattern| ours!(#pattern => #class,))
        };
        let exclude = arm(&said.patterns.exclude, ours!(#private::Class::Excluded));
        let good = arm(&said.patterns.good, ours!(#private::Class::Good));
        let bad = arm(&said.patterns.bad, ours!(#private::Class::Bad));
        let rest = match (&said.patterns.explicit, &said.patterns.good) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(ours!(_ => #private::Class::Bad,)),
            (None, None) => Some(ours!(_ => #default,)),
        };
        // What is in no pattern is told where it is said that all are.
        let all = said.patterns.explicit.unwrap_or_else(Span::mixed_site);
        let result = Ident::new("result", all);
        let head = quote_spanned!(place=> impl<#(#any),*> #here::Judges<#ty> for #ident);
        let body = ours! {
            #[inline]
            fn class(#result: &#ty, seen: #private::Seen) -> #private::Class {
                let _ = seen;
                #none
                #[allow(unreachable_patterns, unused_variables, clippy::all)]
                match #result {
                    #exclude
                    #good
                    #bad
                    #rest
                }
            }
        };
        let body = braces(place, body);
        return ours!(#head #body);
    }
    let bound = match (said.availability, said.panic_said, said.none) {
        (None, ..) | (_, true, _) => TokenStream::new(),
        (_, _, None) => quote_spanned!(place=> : #here::Fails),
        (_, _, Some(_)) => quote_spanned!(place=> : #here::FailsOrIsNone),
    };
    let any = Ident::new("__Any", place);
    let head = quote_spanned!(place=> impl<#any #bound> #here::Judges<#any> for #ident);
    let body = ours! {
        #[inline]
        fn class(_result: &#any, seen: #private::Seen) -> #private::Class {
            #default
        }
    };
    let body = braces(place, body);
    ours!(#head #body)
}

/// The record in the program's section; with a symbol of its own, so that no other objective of the
/// program has the id, unless this is a unit test, which may hold its own crate twice.
fn record(krate: &Krate, id: Option<&LitStr>) -> TokenStream {
    let private = krate.private();
    let symbol = id.map(|id| {
        let symbol = format!("census_slo_declared_twice__{}", id.value().replace("-", "_"));
        ours!(#[cfg_attr(not(test), unsafe(export_name = #symbol))])
    });
    let place = section();
    ours! {
        #[used]
        #place
        #symbol
        static RECORD: [u8; #private::record::slo_len(&SPEC)] = #private::record::slo(&SPEC);
    }
}

/// The attributes that put a static into the section of records.
pub(crate) fn section() -> TokenStream {
    ours! {
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,census_slo"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = "census_slo"))]
    }
}

/// Says that there is an objective of a path, and nothing more.
pub(crate) fn mentioned(krate: &Krate, path: &Path) -> TokenStream {
    let private = krate.private();
    ours! {
        const _: () = {
            let _ = <#path as #private::Declared>::SPEC;
        };
    }
}
