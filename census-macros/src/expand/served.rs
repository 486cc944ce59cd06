//! A function that serves an objective: what its expansion says instead of a plain call's.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::site::bounds_of;
use crate::expand::text::at;
use crate::expand::{Krate, slo};
use crate::model::measured::Measured;
use crate::model::{Returned, Serving, Text};
use crate::syntax::Type;

/// The objective of a function, where it serves one.
pub(crate) struct Served<'a> {
    measured: &'a Measured,
    private: TokenStream,
    /// The type that stands for the objective.
    slo: Ident,
}

impl<'a> Served<'a> {
    pub(crate) fn of(krate: &Krate, measured: &'a Measured) -> Option<Self> {
        let slo = match measured.asked.slo.as_ref()? {
            Serving::Path(path) => Ident::new(NAME, path.span()),
            Serving::Own(own) => own_ident(own.word.span()),
        };
        Some(Served { measured, private: krate.private(), slo })
    }

    /// The items that stand before the call: the function's own objective, its record as a site,
    /// and what the compiler asserts.
    pub(crate) fn items(&self, krate: &Krate) -> TokenStream {
        let Served { measured, private, slo } = self;
        let name = &measured.path;
        let path = ours!(::core::concat!(::core::module_path!(), "::", #name));
        let own = match &measured.asked.slo {
            Some(Serving::Own(own)) => {
                slo::own(krate, (slo, own.word.span()), own.id.as_ref(), &path, &own.said)
            }
            // If it is none, that is told here and nowhere else.
            Some(Serving::Path(path)) => {
                let here = at(private.clone(), path.span());
                quote_spanned!(path.span()=> type #slo = <#path as #here::Declared>::Own;)
            }
            None => TokenStream::new(),
        };
        let asked = &measured.asked;
        let text = |text: Option<&Text>| match text {
            Some(Text::Literal(name)) => ours!(::core::option::Option::Some(#name)),
            Some(Text::Path(name)) => ours!(::core::option::Option::Some(#name)),
            None => ours!(::core::option::Option::None),
        };
        let [count, errors, latency] = [
            text(asked.count.as_ref()),
            text(asked.errors.as_ref()),
            text(asked.latency.as_ref().map(|latency| &latency.name)),
        ];
        let bounds = asked.latency.as_ref().map(|latency| bounds_of(private, &latency.bounds));
        let (constant, bounds) = match bounds {
            Some(said) => (said.constant, said.value),
            None => (TokenStream::new(), ours!(&[])),
        };
        let unit = match &asked.latency {
            Some(latency) => {
                let unit = Ident::new(latency.unit.variant, Span::mixed_site());
                ours!(::core::option::Option::Some(#private::TimeUnit::#unit))
            }
            None => ours!(::core::option::Option::None),
        };
        let ident = &measured.function.signature.ident;
        let line = quote_spanned!(ident.span()=> ::core::line!());
        let file = quote_spanned!(ident.span()=> ::core::file!());
        let section = slo::section();
        let threshold = asked.latency.as_ref().map(|_| {
            let span = self.place();
            let here = at(private.clone(), span);
            quote_spanned!(span=> const _: () = #here::assert_threshold(&SPEC, BOUNDS);)
        });
        let none = self.option().map(|span| {
            let here = at(private.clone(), span);
            quote_spanned!(span=> const _: () = #here::assert_none_is_said(&SPEC, ANY);)
        });
        ours! {
            #own
            const _: () = {
                #constant
                const SPEC: #private::SloSpec<'static> = <#slo as #private::Declared>::SPEC;
                const ANY: bool = <#slo as #private::Declared>::ANY;
                const BOUNDS: &[u64] = #bounds;
                #threshold
                #none
                const SITE: #private::Site<'static> = #private::Site {
                    slo: SPEC.id,
                    function: #path,
                    file: #file,
                    line: #line,
                    count: #count,
                    errors: #errors,
                    latency: #latency,
                    unit: #unit,
                    bounds: #private::Bounds::Borrowed(BOUNDS),
                };
                #[used]
                #section
                static RECORD: [u8; #private::record::site_len(&SITE)] =
                    #private::record::site(&SITE);
            };
        }
    }

    /// Where the objective is named.
    fn place(&self) -> Span {
        match &self.measured.asked.slo {
            Some(Serving::Path(path)) => path.span(),
            Some(Serving::Own(own)) => own.word.span(),
            None => Span::mixed_site(),
        }
    }

    /// The site, or that there is none.
    pub(crate) fn site(&self) -> TokenStream {
        match self.measured.asked.has_views() {
            true => ours!(::core::option::Option::Some(site)),
            false => ours!(::core::option::Option::None),
        }
    }

    /// The arguments of the types: the objective, whether a latency is asked for, whether errors.
    pub(crate) fn arguments(&self) -> TokenStream {
        let (slo, asked) = (&self.slo, &self.measured.asked);
        let (timed, judged) = (asked.latency.is_some(), asked.errors.is_some());
        ours!(#slo, #timed, #judged)
    }

    /// The guard of a call that another guard counts in the function's views: by its row.
    pub(crate) fn beside(&self) -> TokenStream {
        let (private, slo) = (&self.private, &self.slo);
        ours!(#private::Served::<#slo, false, false>)
    }

    /// What sees a result, and what judges it; said at the return type, so that the compiler tells
    /// there what is wrong with it.
    pub(crate) fn judges(&self, returned: &Returned) -> TokenStream {
        let private = &self.private;
        let span = self.returned();
        let here = at(private.clone(), span);
        let slo = Ident::new(NAME, span);
        let ty = match returned {
            Returned::Type(ty) => at(ty.clone(), span),
            Returned::Nothing | Returned::Never => quote_spanned!(span=> ()),
        };
        let class = quote_spanned!(span=> #here::class::<#slo, #ty>);
        ours!(|result| #private::Sight::of(result).seen(), |result, seen| #class(result, seen))
    }

    /// Where the return type stands, or the function's name.
    fn returned(&self) -> Span {
        match &self.measured.function.signature.output {
            Some(ty) => first(ty),
            None => self.measured.function.signature.ident.span(),
        }
    }

    /// Where the function returns an `Option`, as far as its words say.
    fn option(&self) -> Option<Span> {
        let last = self.measured.function.signature.output.as_ref()?.last()?;
        (last.ident == "Option").then(|| last.ident.span())
    }
}

/// The type of the objective in the function's body.
fn own_ident(place: Span) -> Ident {
    Ident::new(NAME, Span::mixed_site().located_at(place))
}

/// The name of that type. Types are not hygienic: any place's word of this name is it.
pub(crate) const NAME: &str = "__CensusSlo";

/// The place of the first token of a type.
fn first(ty: &Type) -> Span {
    ty.to_token_stream().into_iter().next().map_or_else(Span::mixed_site, |first| first.span())
}
