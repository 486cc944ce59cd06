//! What a function returns, as it can be said inside of the function.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{ReturnType, Type};

/// What a function returns.
pub(crate) enum Returned {
    /// It gives no type.
    Nothing,
    /// It never does: `-> !`.
    Never,
    /// A type, in which every `impl Trait` has become `_`.
    Type(TokenStream),
}

impl Returned {
    pub(crate) fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Returned::Nothing,
            ReturnType::Type(_, ty) => Self::of_type(ty),
        }
    }

    pub(crate) fn of_type(ty: &Type) -> Self {
        match ty {
            Type::Never(_) => Returned::Never,
            ty => Returned::Type(nameable(ty)),
        }
    }
}

/// The type with `_` for every `impl Trait` in it: that one has no name in an expression.
fn nameable(ty: &Type) -> TokenStream {
    let tokens = ty.to_token_stream();
    if !mentions_impl(tokens.clone()) {
        return tokens;
    }
    match ty {
        Type::Reference(reference) => {
            let inner = nameable(&reference.elem);
            let (and, lifetime, mutable) =
                (&reference.and_token, &reference.lifetime, &reference.mutability);
            quote!(#and #lifetime #mutable #inner)
        }
        Type::Tuple(tuple) => {
            let inner = tuple.elems.iter().map(nameable);
            quote!((#(#inner,)*))
        }
        Type::Paren(paren) => nameable(&paren.elem),
        Type::Group(group) => nameable(&group.elem),
        Type::Path(path) => in_path(path.to_token_stream()),
        _ => quote!(_),
    }
}

/// A path in whose angle brackets types stand.
fn in_path(tokens: TokenStream) -> TokenStream {
    let Ok(mut path) = syn::parse2::<syn::TypePath>(tokens) else { return quote!(_) };
    for segment in &mut path.path.segments {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            for argument in &mut arguments.args {
                if let syn::GenericArgument::Type(ty) = argument {
                    *ty = Type::Verbatim(nameable(ty));
                }
            }
        }
    }
    let tokens = path.to_token_stream();
    if mentions_impl(tokens.clone()) { quote!(_) } else { tokens }
}

fn mentions_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "impl",
        TokenTree::Group(group) => mentions_impl(Group::stream(&group)),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(output: &str) -> String {
        match Returned::of(&syn::parse_str(output).expect("a return type")) {
            Returned::Nothing => "nothing".to_owned(),
            Returned::Never => "never".to_owned(),
            Returned::Type(tokens) => tokens.to_string().replace(' ', ""),
        }
    }

    #[test]
    fn what_has_no_name_is_left_to_inference() {
        assert_eq!(said(""), "nothing");
        assert_eq!(said("-> !"), "never");
        assert_eq!(said("-> Result<u8, E>"), "Result<u8,E>");
        assert_eq!(said("-> impl Iterator<Item = u8>"), "_");
        assert_eq!(said("-> Result<impl Sized + 'static, E>"), "Result<_,E>");
        assert_eq!(said("-> (u8, Option<&'a impl Copy>)"), "(u8,Option<&'a_>,)");
        assert_eq!(said("-> Box<dyn Iterator<Item = impl Copy>>"), "Box<_>");
        assert_eq!(said("-> <T as X>::Y<impl Copy>"), "<TasX>::Y<_>");
    }
}
