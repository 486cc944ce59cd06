//! Types: tokens, of which one may ask what kind they are.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token, token};

use crate::syntax::angles::{is, parts, up_to};
use crate::syntax::{Path, Segment, bare};

/// A type, as it was written.
#[derive(Clone)]
pub(crate) struct Type(TokenStream);

/// What kind of type it is, as far as its first tokens tell.
pub(crate) enum Kind {
    /// `!`
    Never,
    /// What stands before the type, as `&'a mut`, and the type.
    Reference(TokenStream, Type),
    Pointer,
    /// In parentheses.
    Parenthesized(Type),
    Tuple(Vec<Type>),
    Impl(Vec<Bound>),
    Dyn(Vec<Bound>),
    Path(Path),
    Other,
}

/// One of `A + B`.
pub(crate) enum Bound {
    /// A lifetime, or `use<…>`.
    Lifetime,
    /// A trait, and the last word of its path, where it is no more than a path.
    Trait(TokenStream, Option<Segment>),
}

impl Type {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Type(tokens)
    }

    /// Looks at it.
    pub(crate) fn kind(&self) -> Kind {
        let tokens = bare(&self.0);
        let path = || match syn::parse2(stream(&tokens)) {
            Ok(path) => Kind::Path(path),
            Err(_) => Kind::Other,
        };
        match &tokens[..] {
            [TokenTree::Group(group)] => of_group(group),
            [TokenTree::Ident(word), bounds @ ..] if word == "impl" => Kind::Impl(all(bounds)),
            [TokenTree::Ident(word), bounds @ ..] if word == "dyn" => Kind::Dyn(all(bounds)),
            [sign] if is(sign, '!') => Kind::Never,
            [sign, ..] if is(sign, '*') => Kind::Pointer,
            [sign, rest @ ..] if is(sign, '&') => {
                let lifetime = rest.first().is_some_and(|first| is(first, '\''));
                let at = if lifetime { 2 } else { 0 };
                let mutable = rest.get(at).is_some_and(|word| word.to_string() == "mut");
                let (head, ty) = tokens.split_at(1 + at + usize::from(mutable));
                Kind::Reference(stream(head), Type(stream(ty)))
            }
            _ => path(),
        }
    }

    /// Its word, if it is one word.
    pub(crate) fn word(&self) -> Option<Ident> {
        match &bare(&self.0)[..] {
            [TokenTree::Ident(word)] => Some(word.clone()),
            _ => None,
        }
    }

    /// The last word of its path, and what stands behind it.
    pub(crate) fn last(&self) -> Option<Segment> {
        match self.kind() {
            Kind::Path(path) => Some(path.last().clone()),
            _ => None,
        }
    }
}

fn of_group(group: &Group) -> Kind {
    let inside = group.stream();
    match group.delimiter() {
        Delimiter::Parenthesis => {
            let comma = inside.clone().into_iter().last().is_some_and(|last| is(&last, ','));
            let mut types: Vec<Type> = parts(inside, ',').into_iter().map(Type).collect();
            match types.len() {
                1 if !comma => Kind::Parenthesized(types.remove(0)),
                _ => Kind::Tuple(types),
            }
        }
        Delimiter::Brace | Delimiter::Bracket | Delimiter::None => Kind::Other,
    }
}

/// All bounds of a type.
fn all(bounds: &[TokenTree]) -> Vec<Bound> {
    let bounds = parts(stream(bounds), '+').into_iter();
    bounds.map(bound).collect()
}

fn bound(tokens: TokenStream) -> Bound {
    match &bare(&tokens)[..] {
        [first, ..] if is(first, '\'') => Bound::Lifetime,
        [TokenTree::Ident(word), ..] if word == "use" => Bound::Lifetime,
        [TokenTree::Group(group)] => bound(group.stream()),
        _ => {
            let path = syn::parse2::<Path>(tokens.clone());
            Bound::Trait(tokens, path.ok().map(|path| path.last().clone()))
        }
    }
}

fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}

impl Parse for Type {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let ends = |input: ParseStream<'_>| {
            input.peek(Token![,])
                || input.peek(Token![;])
                || input.peek(Token![=])
                || input.peek(Token![where])
                || input.peek(token::Brace)
                || (input.peek(Token![for]) && !input.peek2(Token![<]))
        };
        let tokens = up_to(input, ends)?;
        if tokens.is_empty() {
            return Err(input.error("expected a type"));
        }
        Ok(Type(tokens))
    }
}

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::text;

    fn kind(written: &str) -> String {
        let ty: Type = syn::parse_str(written).expect(written);
        match ty.kind() {
            Kind::Never => "never".to_owned(),
            Kind::Reference(head, ty) => format!("{} / {}", text(head), text(ty)),
            Kind::Pointer => "pointer".to_owned(),
            Kind::Parenthesized(ty) => format!("({})", text(ty)),
            Kind::Tuple(types) => format!("{} of a tuple", types.len()),
            Kind::Impl(bounds) | Kind::Dyn(bounds) => {
                let names = bounds.into_iter().filter_map(|bound| match bound {
                    Bound::Trait(_, last) => Some(last?.ident.to_string()),
                    Bound::Lifetime => None,
                });
                names.collect::<Vec<_>>().join(" + ")
            }
            Kind::Path(path) => path.last().ident.to_string(),
            Kind::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_type_is_known_by_its_first_tokens() {
        assert_eq!(kind("!"), "never");
        assert_eq!(kind("&'a mut T<A, B>"), "&'amut / T<A,B>");
        assert_eq!(kind("*const T"), "pointer");
        assert_eq!(
            [kind("()"), kind("(T,)"), kind("(T, U<A, B>)")].join(", "),
            "0 of a tuple, 1 of a tuple, 2 of a tuple"
        );
        assert_eq!(kind("(dyn T)"), "(dynT)");
        assert_eq!(kind("impl Future<Output = A<B, C>> + Send + use<'a, T> + 'a"), "Future + Send");
        assert_eq!(kind("dyn a::B<C> + 'static"), "B");
        assert_eq!(kind("::a::B<C, D>"), "B");
        assert_eq!(kind("<T as A>::B"), "B");
        assert_eq!(
            [kind("fn(A) -> B"), kind("[T; N]"), kind("m!(a)")].join(", "),
            "other, other, other"
        );
    }

    #[test]
    fn what_stands_in_angle_brackets_is_told_apart() {
        let last = |text: &str| syn::parse_str::<Type>(text).expect(text).last().expect("a path");
        let types = last("A<'a, B<C, D>, 5, -1, true, { N }, E = F, fn(G) -> H>").types();
        let types: Vec<String> = types.into_iter().map(text).collect();
        assert_eq!(types, ["B<C,D>", "fn(G)->H"]);
        let named = last("A<B, Output = C<D, E>>").named("Output").expect("a type");
        assert_eq!(text(named), "C<D,E>");
    }
}
