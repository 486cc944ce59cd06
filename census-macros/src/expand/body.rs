//! A body that is a closure or a future of its own, so that what it returns can be looked at.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Lifetime;

use crate::expand::text::at;
use crate::expand::{Krate, Served, tags};
use crate::model::measured::Measured;
use crate::model::{Move, Moves, Returned, ends_in_a_value};
use crate::parse::function::Function;
use crate::syntax::Type;

/// The end of a call that returned something: how it ended, and the result as it is.
fn judge(krate: &Krate, measured: &Measured, returned: &Returned) -> TokenStream {
    let served = Served::of(krate, measured).map(|served| served.judges(returned));
    let served = match (served, &measured.tags) {
        (Some(judges), None) => return ours!(call.end(&result, #judges); result),
        (Some(judges), Some(_)) => Some(ours!(served.end(&result, #judges);)),
        (None, _) => None,
    };
    let end = match (&measured.asked.errors, &measured.tags) {
        (None, _) => end_well(krate, measured),
        (Some(_), Some(_)) => {
            let private = krate.private();
            ours!(call.end(#private::Returned(&result).outcome());)
        }
        (Some(_), None) => {
            let private = krate.private();
            ours!(#private::Returned(&result).end(call);)
        }
    };
    let tell = tags::end(&krate.private(), measured.tags.as_ref());
    ours!(#tell #served #end result)
}

/// The end of a call that returned nothing.
fn end_of_nothing(krate: &Krate, measured: &Measured, returned: &Returned) -> TokenStream {
    let end = end_well(krate, measured);
    match (Served::of(krate, measured).map(|served| served.judges(returned)), &measured.tags) {
        (Some(judges), None) => ours!(call.end(&(), #judges);),
        (Some(judges), Some(_)) => ours!(served.end(&(), #judges); #end),
        (None, _) => end,
    }
}

/// The end of a call that cannot have failed; nothing, where only those in flight are counted.
fn end_well(krate: &Krate, measured: &Measured) -> TokenStream {
    let krate = krate.path();
    match measured.asked.is_called() {
        true => ours!(call.end(#krate::Outcome::Ok);),
        false => TokenStream::new(),
    }
}

/// The statements of a body that is a closure, and the call of which begins with it. All that can
/// is done by one function of census, so that the compiler does it once.
pub(crate) fn closure(
    krate: &Krate,
    measured: &Measured,
    returned: &Returned,
    moves: &Moves,
) -> TokenStream {
    let private = krate.private();
    let body = inner(&measured.function, &ours!(#moves));
    if measured.tags.is_some() {
        return match returned {
            Returned::Type(ty) => {
                let judge = judge(krate, measured, returned);
                ours!(let result = #private::call(move || -> #ty #body); #judge)
            }
            Returned::Nothing | Returned::Never => {
                let end = end_of_nothing(krate, measured, returned);
                ours!(#private::call::<()>(move || #body); #end)
            }
        };
    }
    if let Some(served) = Served::of(krate, measured) {
        let (arguments, site) = (served.arguments(), served.site());
        let judges = served.judges(returned);
        return match returned {
            Returned::Type(ty) => ours! {
                let ran = #private::serve::<#arguments, _>(#site, move || -> #ty #body);
                ran.judge(#judges);
                ran.result
            },
            Returned::Nothing | Returned::Never => ours! {
                #private::serve::<#arguments, ()>(#site, move || #body).judge(#judges);
            },
        };
    }
    let timed = measured.asked.latency.is_some();
    let run = if timed { ours!(#private::run_timed) } else { ours!(#private::run) };
    match returned {
        Returned::Type(ty) => ours! {
            let ran = #run(site, move || -> #ty #body);
            ran.judge();
            ran.result
        },
        // Nothing else than `()` can be returned, and that is no failure.
        Returned::Nothing | Returned::Never => ours! {
            #run::<()>(site, move || #body).judge();
        },
    }
}

/// The statements of a body that leaves only at its end.
pub(crate) fn straight(
    krate: &Krate,
    measured: &Measured,
    returned: &Returned,
    moves: &Moves,
) -> TokenStream {
    let function = &measured.function;
    // At the place of the braces, so that what is wrong with the body as a whole is told there.
    // Behind a label, braces are not told as unused where they stand on one line.
    let label = Lifetime::new("'_census_body", function.braces.span_open());
    let body = inner(function, &way_out(&krate.private(), function, returned, &label));
    let body = ours!(#label: #body);
    match returned {
        Returned::Type(ty) => {
            let judge = judge(krate, measured, returned);
            let result = ours!(let result: #ty = #body;);
            match moves.0.is_empty() {
                true => ours!(#result #judge),
                // What the last expression borrows of them is given back before they are dropped.
                false => {
                    let result = block(&function.braces, ours!(#moves #result result));
                    ours!(let result = #result; #judge)
                }
            }
        }
        Returned::Nothing | Returned::Never => {
            let end = end_of_nothing(krate, measured, returned);
            match moves.0.is_empty() {
                true => ours!(#body #end),
                false => {
                    let body = block(&function.braces, ours!(#moves #body));
                    ours!(#body #end)
                }
            }
        }
    }
}

/// A way out of a body that may have none: what stands behind one that never comes to its end is
/// told as unreachable, and to allow that would allow it to the user, or be refused.
fn way_out(
    private: &TokenStream,
    function: &Function,
    returned: &Returned,
    label: &Lifetime,
) -> TokenStream {
    if ends_in_a_value(&function.body) {
        return TokenStream::new();
    }
    let result = match returned {
        Returned::Type(ty) => ours!(#private::never_returned::<#ty>()),
        Returned::Nothing | Returned::Never => TokenStream::new(),
    };
    ours!(if false { break #label #result; })
}

/// The statements of a body that is a future.
pub(crate) fn future(
    krate: &Krate,
    measured: &Measured,
    returned: &Returned,
    moves: &Moves,
) -> TokenStream {
    let function = &measured.function;
    let edge = edge(&krate.private(), function, returned);
    let body = inner(function, &ours!(#edge #moves));
    polled(krate, measured, returned, &ours!(async move #body))
}

/// The statements that poll a future to its end, and look at what it is ready with.
pub(crate) fn polled(
    krate: &Krate,
    measured: &Measured,
    returned: &Returned,
    future: &TokenStream,
) -> TokenStream {
    let end = match returned {
        Returned::Type(_) => judge(krate, measured, returned),
        Returned::Nothing => {
            let end = end_of_nothing(krate, measured, returned);
            ours!(let () = result; #end)
        }
        Returned::Never => ours! {
            let () = result;
            ::core::unreachable!()
        },
    };
    let (tagged, served) = (measured.tags.is_some(), measured.asked.slo.is_some());
    let poll = match (tagged, served) {
        (true, true) if !measured.asked.is_called() => ours!(served.poll(body.as_mut(), context)),
        // One guard within the other.
        (true, true) => ours! {{
            let body = ::core::future::poll_fn(|context| served.poll(body.as_mut(), context));
            call.poll(::core::pin::pin!(body), context)
        }},
        _ => ours!(call.poll(body.as_mut(), context)),
    };
    ours! {
        let result = {
            let mut body = ::core::pin::pin!(#future);
            ::core::future::poll_fn(|context| #poll).await
        };
        #end
    }
}

/// A future cannot say its type: a return that is never reached says it, at the place where the
/// function says it.
pub(crate) fn edge(private: &TokenStream, function: &Function, returned: &Returned) -> TokenStream {
    let never = match returned {
        Returned::Type(ty) => {
            let (first, last) = ends(function.signature.output.as_ref());
            let private = at(private.clone(), first);
            let nothing = quote_spanned!(last=> ());
            quote_spanned!(first=> return #private::never_returned::<#ty> #nothing;)
        }
        Returned::Nothing => quote_spanned!(function.signature.ident.span()=> return;),
        Returned::Never => return TokenStream::new(),
    };
    ours!(if false { #never })
}

/// The places of the first and of the last token of the type.
fn ends(output: Option<&Type>) -> (Span, Span) {
    let mut spans = output.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}

/// What the user wrote, behind statements of ours, between the user's braces.
pub(crate) fn inner(function: &Function, before: &TokenStream) -> Group {
    let fence = fence(function);
    let body = &function.body;
    block(&function.braces, ours!(#before #fence #body))
}

/// Statements between the user's braces.
pub(crate) fn block(braces: &Group, statements: TokenStream) -> Group {
    let mut block = Group::new(Delimiter::Brace, statements);
    block.set_span(braces.span());
    block
}

/// An item of ours, where items of the user's follow: `clippy::items_after_statements` would take
/// our statements for theirs, and goes no further than to the first item of a macro.
pub(crate) fn fence(function: &Function) -> Option<TokenStream> {
    function.has_items().then(|| {
        ours!(
            const _: () = ();
        )
    })
}

impl ToTokens for Moves {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.iter().for_each(|step| step.to_tokens(tokens));
    }
}

impl ToTokens for Move {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Move::Bind { conditions, pattern, from } => {
                ours!(#(#conditions)* let #pattern = #from;)
            }
            Move::Mention { conditions, name } => {
                // `_name` is used by nobody but us.
                ours!(#(#conditions)* #[allow(clippy::used_underscore_binding)] let _ = &#name;)
            }
        });
    }
}
