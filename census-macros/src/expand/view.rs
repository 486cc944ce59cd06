//! Declared views: a static each, and its entry in the list.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::expand::text::{Said, at, said};
use crate::expand::{Krate, entry};
use crate::model::Aggregation;
use crate::model::rows::{Max, Rows, Time};
use crate::model::view::{On, View, Views};
use crate::switch::Switch;

/// The statics.
pub(crate) fn tokens(views: &Views, switch: Switch) -> TokenStream {
    let krate = Krate::new(views.krate.as_ref());
    views.views.iter().map(|view| one(&krate, view, switch)).collect()
}

fn one(krate: &Krate, view: &View, switch: Switch) -> TokenStream {
    let View {
        attributes,
        conditions,
        description,
        visibility,
        ident,
        name,
        measure,
        tags,
        aggregation,
        rows,
    } = view;
    let (path, private) = (krate.path(), krate.private());
    let Said { constant, value: name } = said(&private, "__CENSUS_NAME", name);
    let describe = description.as_ref().map(|text| ours!(.describe(#text)));
    let columns = (!tags.is_empty()).then(|| ours!(.columns(&[#(#tags),*])));
    let aggregation = aggregated(path, aggregation);
    let rows = limited(rows);
    // The call stands where the view is declared: that is the place it is reported with.
    let here = at(path.clone(), ident.span());
    let (named, new) = match measure {
        On::Measure(measure) => {
            let measure = quote_spanned!(measure.span()=> &#measure);
            let new =
                quote_spanned!(ident.span()=> #here::View::new(#name, #measure, #aggregation));
            (None, new)
        }
        On::Name(measure) => {
            let Said { constant, value } = said(&private, "__CENSUS_MEASURE", measure);
            let new = quote_spanned! {ident.span()=>
                #here::View::by_name(#name, &__CENSUS_ON, #aggregation)
            };
            let constant = ours! {
                #constant
                static __CENSUS_ON: #path::MeasureName = #path::MeasureName::new(#value);
            };
            (Some(constant), new)
        }
    };
    let entry = entry(&private, &ours!(#private::Item::View(&#ident)), switch);
    ours! {
        #(#attributes)*
        #visibility static #ident: #path::View = { #constant #named #new #describe #columns #rows };
        #(#conditions)*
        const _: () = { #entry };
    }
}

fn limited(rows: &Rows) -> TokenStream {
    let max = rows.max.as_ref().map(|max| match max {
        Max::Number(number) => ours!(.rows_max(#number)),
        Max::Path(path) => ours!(.rows_max(#path)),
    });
    let time = rows.expire_after.as_ref().map(|(span, time)| {
        let time = match time {
            Time::Nanoseconds(time) => ours!(::core::time::Duration::from_nanos(#time)),
            Time::Path(path) => ours!(#path),
        };
        quote_spanned!(*span=> .rows_expire_after(#time))
    });
    ours!(#max #time)
}

fn aggregated(path: &TokenStream, aggregation: &Aggregation) -> TokenStream {
    match aggregation {
        Aggregation::Count => ours!(#path::Aggregation::Count),
        Aggregation::Sum => ours!(#path::Aggregation::Sum),
        Aggregation::LastValue => ours!(#path::Aggregation::LastValue),
        Aggregation::Distribution(bounds) => {
            let bounds = bounds.iter().map(|bound| {
                let (sign, number) = (bound.is_sign_negative(), Literal::f64_suffixed(bound.abs()));
                if sign { ours!(-#number) } else { ours!(#number) }
            });
            ours!(#path::Aggregation::Distribution(#path::Bounds::new(&[#(#bounds),*])))
        }
        Aggregation::DistributionOf(bounds) => {
            let span = bounds.span();
            let path = at(path.clone(), span);
            quote_spanned!(span=> #path::Aggregation::Distribution(#path::Bounds::new(#bounds)))
        }
    }
}
