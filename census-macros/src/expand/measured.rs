//! A measured function: as it was written, with another body.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::ToTokens;
use syn::Attribute;

use crate::expand::site::site;
use crate::expand::{Krate, body};
use crate::model::Around;
use crate::model::measured::{Measured, Way};
use crate::parse::function::Function;

/// The function with its body measured.
pub(crate) fn tokens(measured: &Measured) -> TokenStream {
    let function = &measured.function;
    let Function { attributes, visibility, default, signature, inner_attributes, .. } = function;
    let krate = Krate::new(measured.krate.as_ref());
    let site = site(&krate, measured);
    let private = krate.private();
    let in_flight = measured
        .in_flight
        .as_ref()
        .map(|_| ours!(let _in_flight = #private::InFlight::start(site);));
    let timed = measured.latency.is_some();
    let called = measured.count.is_some() || measured.errors.is_some() || timed;
    let call = called.then(|| match &measured.way {
        Way::Guard => ours!(let _call = #private::Call::<#timed, false>::start(site);),
        Way::Never => ours!(let _call = #private::Call::<#timed, true>::start(site);),
        Way::Closure(..) => ours!(let call = #private::Call::<#timed, true>::start(site);),
        Way::Future(..) => {
            ours!(let mut call = #private::Call::<#timed, true>::start_async(site);)
        }
    });
    let body = match &measured.way {
        Way::Guard | Way::Never => {
            let fence = body::fence(function);
            let body = &function.body;
            ours!(#fence #body)
        }
        Way::Closure(returned, moves) => body::closure(&krate, function, returned, moves),
        Way::Future(returned, moves) => body::future(&krate, function, returned, moves),
    };
    let statements = ours! {
        let site: &'static #private::Function = #site;
        #in_flight
        #call
        #body
    };
    let block = match &measured.around {
        None => body::block(&function.braces, ours!(#(#inner_attributes)* #statements)),
        Some(around) => around_future(around, inner_attributes, function, statements),
    };
    ours!(#(#attributes)* #visibility #default #signature #block)
}

/// The body of a function that returns the future that is measured.
fn around_future(
    around: &Around,
    inner_attributes: &[Attribute],
    function: &Function,
    statements: TokenStream,
) -> Group {
    let Around { before, keywords, parentheses, braces, .. } = around;
    let block = body::block(&function.braces, statements);
    let future = ours!(#keywords #block);
    let future = match parentheses {
        None => future,
        Some(parentheses) => {
            let mut inside = Group::new(Delimiter::Parenthesis, future);
            inside.set_span(parentheses.span());
            inside.into_token_stream()
        }
    };
    body::block(braces, ours!(#(#inner_attributes)* #before #future))
}
