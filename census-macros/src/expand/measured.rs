//! A measured function: as it was written, with another body.

use proc_macro2::TokenStream;

use crate::expand::site::site;
use crate::expand::{Krate, body};
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
    let block = body::block(
        function,
        ours! {
            #(#inner_attributes)*
            let site: &'static #private::Function = #site;
            #in_flight
            #call
            #body
        },
    );
    ours!(#(#attributes)* #visibility #default #signature #block)
}
