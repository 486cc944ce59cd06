//! A function that returns a future: the call begins and ends inside of that.

use proc_macro2::{Delimiter, Group, TokenStream};

use crate::expand::measured::{Start, start};
use crate::expand::{Krate, body};
use crate::model::Returned;
use crate::model::measured::Measured;
use crate::model::promised::{Made, Promised, Tail};

/// The statements of the function.
pub(crate) fn statements(krate: &Krate, measured: &Measured, way: &Promised) -> TokenStream {
    let (function, private) = (&measured.function, krate.private());
    let Start { site, guards } = start(krate, measured);
    // The arguments are looked at for tags when the function is called, and not in the future.
    let (outside, inside_of) = match measured.tags {
        Some(_) => (site, guards),
        None => (TokenStream::new(), ours!(#site #guards)),
    };
    let (site, start) = (outside, inside_of);
    match &way.made {
        Made::Inside { tail } => {
            let Tail { before, parentheses, head, block } = tail;
            let body = block.stream();
            let inside = match &way.judged {
                None => body,
                Some(returned) => {
                    let edge = body::edge(&private, function, returned);
                    let block = spanned(block, ours!(#edge #body));
                    body::polled(krate, measured, returned, &ours!(async move #block))
                }
            };
            let measured = spanned(block, ours!(#start #inside));
            let head = match site.is_empty() {
                true => head.clone(),
                // The row goes along.
                false => ours!(async move),
            };
            let future = ours!(#head #measured);
            match parentheses {
                Some(parentheses) => {
                    let parentheses = spanned(parentheses, future);
                    ours!(#site #before #parentheses)
                }
                None => ours!(#site #before #future),
            }
        }
        Made::Around { returned, moves, boxed } => {
            let body = body::inner(function, &ours!(#moves));
            let ty = match returned {
                Returned::Type(ty) => ty.clone(),
                Returned::Nothing | Returned::Never => ours!(_),
            };
            let inside = match &way.judged {
                None => ours!(future.await),
                Some(returned) => body::polled(krate, measured, returned, &ours!(future)),
            };
            let measured = ours!(async move { #start #inside });
            let measured = if *boxed { ours!(#private::boxed(#measured)) } else { measured };
            ours! {
                #site
                let future = #private::call(move || -> #ty #body);
                #measured
            }
        }
    }
}

/// Other tokens between the same signs.
fn spanned(group: &Group, tokens: TokenStream) -> Group {
    let delimiter: Delimiter = group.delimiter();
    let mut spanned = Group::new(delimiter, tokens);
    spanned.set_span(group.span());
    spanned
}
