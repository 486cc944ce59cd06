//! What a function returns, as it can be said inside of the function.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::syntax::ty::Kind;
use crate::syntax::{Path, Type};

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
    /// What stands behind `->`, if anything does.
    pub(crate) fn of(output: Option<&Type>) -> Self {
        match output.map(|ty| (ty.kind(), ty)) {
            None => Returned::Nothing,
            Some((Kind::Never, _)) => Returned::Never,
            Some((_, ty)) => Returned::Type(nameable(ty)),
        }
    }
}

/// The type with `_` for every `impl Trait` in it: that one has no name in an expression.
fn nameable(ty: &Type) -> TokenStream {
    let tokens = ty.to_token_stream();
    if !mentions_impl(tokens.clone()) {
        return tokens;
    }
    match ty.kind() {
        Kind::Reference(head, inner) => {
            let inner = nameable(&inner);
            quote!(#head #inner)
        }
        Kind::Tuple(types) => {
            let inner = types.iter().map(nameable);
            quote!((#(#inner,)*))
        }
        Kind::Parenthesized(inner) => nameable(&inner),
        Kind::Path(path) => in_path(path),
        _ => quote!(_),
    }
}

/// A path in whose angle brackets types stand.
fn in_path(mut path: Path) -> TokenStream {
    path.segments.iter_mut().for_each(|segment| segment.change_types(nameable));
    let tokens = path.into_token_stream();
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
        let output = output.strip_prefix("-> ").map(|ty| syn::parse_str(ty).expect("a type"));
        match Returned::of(output.as_ref()) {
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
