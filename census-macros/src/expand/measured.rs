//! A measured function: as it was written, with another body.

use proc_macro2::{TokenStream, TokenTree};

use crate::expand::site::site;
use crate::expand::{Krate, Served, block, body, promised, tags};
use crate::model::Way;
use crate::model::item::Item;
use crate::model::measured::Measured;

/// The item with its functions measured.
pub(crate) fn tokens(item: &Item) -> TokenStream {
    match item {
        Item::Function(measured) => function(measured),
        Item::Block(measured) => block::tokens(measured),
    }
}

/// The function with its body measured.
pub(crate) fn function(measured: &Measured) -> TokenStream {
    let function = &measured.function;
    let (mut tokens, inner_attributes) = (function.head(), &function.inner_attributes);
    let statements = statements(measured);
    let block = body::block(&function.braces, ours!(#(#inner_attributes)* #statements));
    tokens.extend([TokenTree::Group(block)]);
    tokens
}

fn statements(measured: &Measured) -> TokenStream {
    let function = &measured.function;
    let krate = Krate::new(measured.krate.as_ref());
    let body = match &measured.way {
        Way::Promised(way) => return promised::statements(&krate, measured, way),
        Way::Guard | Way::Never => {
            let fence = body::fence(function);
            let body = &function.body;
            ours!(#fence #body)
        }
        Way::Straight(returned, moves) => body::straight(&krate, measured, returned, moves),
        Way::Closure(returned, moves) => body::closure(&krate, measured, returned, moves),
        Way::Future(returned, moves) => body::future(&krate, measured, returned, moves),
    };
    let Start { site, guards } = start(&krate, measured);
    ours!(#site #guards #body)
}

/// The beginning of a call.
pub(crate) struct Start {
    /// The function, and the row of the call: what the arguments are looked at for.
    pub(crate) site: TokenStream,
    /// The guards, and with them the time.
    pub(crate) guards: TokenStream,
}

pub(crate) fn start(krate: &Krate, measured: &Measured) -> Start {
    let served = Served::of(krate, measured);
    let items = served.as_ref().map(|served| served.items(krate));
    let site = measured.asked.has_views().then(|| site(krate, measured));
    let site = site.map(|site| ours!(let site = #site;));
    match (&measured.tags, &served) {
        (None, None) => Start { site: ours!(#site), guards: guards(krate, measured) },
        (None, Some(served)) => {
            Start { site: ours!(#items #site), guards: serving(krate, measured, served) }
        }
        (Some(tags), served) => {
            let private = krate.private();
            let (constant, row) = (tags::constant(&private, tags), tags::start(&private, tags));
            let beside = served.as_ref().map(|served| beside(measured, served));
            let guards = tags::guards(krate, measured, tags);
            Start { site: ours!(#items #constant #site #row), guards: ours!(#guards #beside) }
        }
    }
}

fn guards(krate: &Krate, measured: &Measured) -> TokenStream {
    let (asked, private) = (&measured.asked, krate.private());
    let in_flight =
        asked.in_flight.as_ref().map(|_| ours!(let _in_flight = #private::InFlight::start(site);));
    // Arguments of a type would be bodies of their own to the compiler.
    let [unjudged, judged] = match asked.latency {
        Some(_) => [ours!(TimedCall), ours!(TimedJudgedCall)],
        None => [ours!(CountedCall), ours!(JudgedCall)],
    };
    let call = asked.is_called().then(|| match &measured.way {
        Way::Guard => ours!(let _call = #private::#unjudged::start(site);),
        Way::Never => ours!(let _call = #private::#judged::start(site);),
        Way::Straight(..) => ours!(let call = #private::#judged::start(site);),
        Way::Closure(..) => TokenStream::new(),
        Way::Promised(way) if way.judged.is_none() => {
            ours!(let _call = #private::#unjudged::start(site);)
        }
        Way::Future(..) | Way::Promised(..) => {
            ours!(let mut call = #private::#judged::start_async(site);)
        }
    });
    ours!(#in_flight #call)
}

/// The guard of an objective, beside that of a call that has a row.
fn beside(measured: &Measured, served: &Served<'_>) -> TokenStream {
    let guard = served.beside();
    match &measured.way {
        Way::Guard | Way::Never => {
            ours!(let _served = #guard::start(::core::option::Option::None);)
        }
        Way::Straight(..) | Way::Closure(..) => {
            ours!(let served = #guard::start(::core::option::Option::None);)
        }
        Way::Future(..) | Way::Promised(..) => {
            ours!(let mut served = #guard::start_async(::core::option::Option::None);)
        }
    }
}

/// The guards of a call that serves an objective.
fn serving(krate: &Krate, measured: &Measured, served: &Served<'_>) -> TokenStream {
    let private = krate.private();
    let (arguments, site) = (served.arguments(), served.site());
    let in_flight = measured.asked.in_flight.as_ref();
    let in_flight = in_flight.map(|_| ours!(let _in_flight = #private::InFlight::start(site);));
    let call = match &measured.way {
        Way::Closure(..) => TokenStream::new(),
        Way::Guard | Way::Never => ours!(let _call = #private::Served::<#arguments>::start(#site);),
        Way::Straight(..) => ours!(let call = #private::Served::<#arguments>::start(#site);),
        Way::Future(..) | Way::Promised(..) => {
            ours!(let mut call = #private::Served::<#arguments>::start_async(#site);)
        }
    };
    ours!(#in_flight #call)
}
