//! The tags of a call: their keys in a constant, their values where the call begins and ends.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::Krate;
use crate::expand::text::at;
use crate::model::measured::Measured;
use crate::model::tags::{Key, Tag, Tags};
use crate::model::{Returned, Way};

/// What a function is broken down by, as a constant: the compiler knows it where a call begins and
/// where it ends. What is wrong with the keys together is told at the word `tags`.
pub(crate) fn constant(private: &TokenStream, tags: &Tags) -> TokenStream {
    let (span, name) = (tags.word.span(), name(tags));
    let all = tags.all().map(|tag| key(private, &tag.key));
    let at_start = proc_macro2::Literal::usize_unsuffixed(tags.at_start.len());
    let spanned = at(private.clone(), span);
    let keys = Ident::new("__CENSUS_KEYS", span);
    let mut constants = ours!(const #keys: &[#private::TagKey] = &[#(#all),*];);
    constants.extend(quote_spanned! {span=>
        const #name: &#spanned::FunctionTags = &#spanned::FunctionTags::new(#keys, #at_start);
    });
    constants
}

/// The static that has the function's rows.
pub(crate) fn tagged(private: &TokenStream, tags: &Tags) -> TokenStream {
    let of = name(tags);
    ours!(static __CENSUS_TAGGED: #private::Besides = #private::Besides::tags(#of);)
}

/// The constant's name.
pub(crate) fn name(tags: &Tags) -> Ident {
    Ident::new("__CENSUS_TAGS", tags.word.span())
}

fn key(private: &TokenStream, key: &Key) -> TokenStream {
    match key {
        Key::Path(path) => path.to_token_stream(),
        Key::Name(name) => {
            let private = at(private.clone(), name.span());
            quote_spanned!(name.span()=> #private::TagKey::new(#name))
        }
    }
}

/// The row of a call that begins.
pub(crate) fn start(private: &TokenStream, tags: &Tags) -> TokenStream {
    let (of, tags) = (name(tags), tags.at_start.iter().map(|tag| value(private, tag)));
    ours! {
        #[allow(clippy::needless_borrow, clippy::needless_borrows_for_generic_args)]
        let row = #private::row_at_start(site, #of, &[#(#tags),*]);
    }
}

/// The guards of a call that has a row.
pub(crate) fn guards(krate: &Krate, measured: &Measured, tags: &Tags) -> TokenStream {
    let (asked, private) = (&measured.asked, krate.private());
    let in_flight = asked
        .in_flight
        .as_ref()
        .map(|_| ours!(let _in_flight = #private::TaggedInFlight::start(site, row);));
    let (timed, judged) = (asked.latency.is_some(), asked.errors.is_some());
    let tells = (!tags.at_end.is_empty()).then(|| ours!(mut));
    let (flying, told) = (asked.in_flight.is_some(), !tags.at_end.is_empty());
    let call = ours!(#private::TaggedCall::<#timed, #judged, #flying, #told>);
    let call = asked.is_called().then(|| match &measured.way {
        Way::Guard | Way::Never => ours!(let _call = #call::start(site, row);),
        Way::Promised(way) if way.judged.is_none() => ours!(let _call = #call::start(site, row);),
        Way::Straight(..) | Way::Closure(..) => ours!(let #tells call = #call::start(site, row);),
        Way::Future(..) | Way::Promised(..) => ours!(let mut call = #call::start_async(site, row);),
    });
    ours!(#in_flight #call)
}

/// What is left of tags where census is switched off: the compiler checks them, and they are
/// never looked at.
pub(crate) fn checked(
    private: &TokenStream,
    tags: &Tags,
    returned: Option<&Returned>,
) -> TokenStream {
    let (constant, keys) = (constant(private, tags), name(tags));
    let values = tags.at_start.iter().map(|tag| value(private, tag));
    let results = tags.at_end.iter().filter_map(|tag| {
        let (closure, Some(Returned::Type(ty))) = (tag.value.as_ref()?, returned) else {
            return None;
        };
        // A type without a name cannot be said.
        let is_named = !ty.clone().into_iter().any(|token| token.to_string() == "_");
        is_named.then(|| ours!(#private::would_be_of_result::<#ty, _>(#closure);))
    });
    ours! {
        const _: () = {
            #constant
            let _ = #keys;
        };
        #[allow(clippy::needless_borrow, clippy::needless_borrows_for_generic_args)]
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        let _ = || {
            #(let _ = #values;)*
            #(#results)*
        };
    }
}

/// The row of a call that has a result; nothing, if it does not tell.
pub(crate) fn end(private: &TokenStream, tags: Option<&Tags>) -> TokenStream {
    let Some(tags) = tags.filter(|tags| !tags.at_end.is_empty()) else {
        return TokenStream::new();
    };
    let of = name(tags);
    let tags = tags.at_end.iter().filter_map(|tag| {
        let closure = tag.value.as_ref()?;
        let span = closure.span();
        let private = at(private.clone(), span);
        let result = ours!(result);
        Some(quote_spanned!(span=> #private::tag(&#private::of_result(&#result, #closure))))
    });
    ours! {
        // It has to be a closure that the result is given to.
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        call.tell(#of, &[#(#tags),*]);
    }
}

/// The value of a tag, borrowed.
pub(crate) fn value(private: &TokenStream, tag: &Tag) -> TokenStream {
    match &tag.value {
        None => ours!(#private::TagRef::CURRENT),
        Some(value) => {
            let span = value.span();
            let private = at(private.clone(), span);
            quote_spanned!(span=> #private::tag(&(#value)))
        }
    }
}
