//! `good` and `exclude`: patterns of results, and the type that they are patterns of.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Ident;

use crate::faults::Faults;
use crate::syntax::pattern::Kind;
use crate::syntax::{Path, Pattern, Type};

/// The patterns of an objective, as they were written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) good: Option<Pattern>,
    pub(super) bad: Option<Pattern>,
    pub(super) exclude: Option<Pattern>,
    pub(super) returns: Option<Type>,
    /// The word `explicit`.
    pub(super) explicit: Option<Ident>,
    /// The key `none`, whose value is no pattern.
    pub(super) none: Option<Ident>,
}

/// The patterns of an objective, and what they match.
#[derive(Clone, Default)]
pub(crate) struct Patterns {
    pub(crate) good: Option<Pattern>,
    pub(crate) bad: Option<Pattern>,
    pub(crate) exclude: Option<Pattern>,
    /// Where it is said that each result is in one of them; the compiler tells which is not.
    pub(crate) explicit: Option<Span>,
    /// There is one where there is a pattern.
    pub(crate) shape: Option<Shape>,
}

/// A type, with names for those that may be any.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) any: Vec<Ident>,
    pub(crate) ty: TokenStream,
}

/// Reads a pattern.
pub(super) fn read(value: TokenStream, faults: &mut Faults) -> Option<Pattern> {
    let pattern = Pattern::new(value);
    if let Some(at) = pattern.wrong() {
        faults.add(syn::Error::new(
            at,
            "expected a pattern of what the function returns, as in \
             `Err(CheckoutError::CardDeclined | CheckoutError::NotFound(_))`, and `;`",
        ));
        return None;
    }
    Some(pattern)
}

/// Reads `explicit`.
pub(super) fn classify(value: TokenStream, faults: &mut Faults) -> Option<Ident> {
    match syn::parse2::<Ident>(value.clone()) {
        Ok(word) if word == "explicit" => Some(word),
        _ => {
            faults.at(
                value,
                "`classify` takes `explicit`: each result is in `good`, `bad` or `exclude` then; \
                 leave it out, and failures are bad",
            );
            None
        }
    }
}

/// Reads a type.
pub(super) fn returns(value: TokenStream, faults: &mut Faults) -> Option<Type> {
    match syn::parse2(value.clone()) {
        Ok(ty) => Some(ty),
        Err(_) => {
            faults.at(value, "`returns` takes a type, as in `Result<_, CheckoutError>`");
            None
        }
    }
}

impl Written {
    pub(super) fn checked(self, faults: &mut Faults) -> Patterns {
        let Written { good, bad, exclude, returns, explicit, none } = self;
        let said = [("good", &good), ("bad", &bad), ("exclude", &exclude)];
        for (at, (_, later)) in said.iter().enumerate() {
            for (word, earlier) in &said[..at] {
                overlap(word, earlier.as_ref(), later.as_ref(), faults);
            }
        }
        if let (Some(_), Some(bad), None) = (&good, &bad, &explicit) {
            faults.at(
                bad,
                "what are results that are in neither? Leave out `bad`, and all but the good are; \
                 or say `classify = explicit;`, and each has to be in one",
            );
        }
        let patterns: Vec<&Pattern> = good.iter().chain(&bad).chain(&exclude).collect();
        match (&explicit, &none) {
            (Some(explicit), _) if patterns.is_empty() => faults.at(
                explicit,
                "each result is to be named, and none is: write `good = Ok(_);` and `bad = \
                 Err(CheckoutError::Database | CheckoutError::Timeout);`",
            ),
            (Some(_), Some(none)) => faults.at(
                none,
                "with `classify = explicit` each result stands in a pattern: put `None` into \
                 `good`, `bad` or `exclude`",
            ),
            _ => {}
        }
        let shape = match (&returns, patterns.is_empty()) {
            (None, true) => None,
            (Some(ty), _) => Some(stated(ty)),
            (None, false) => shape(&patterns, faults),
        };
        Patterns { good, bad, exclude, explicit: explicit.map(|word| word.span()), shape }
    }
}

/// Tells of a result that is said to be two things.
fn overlap(word: &str, earlier: Option<&Pattern>, later: Option<&Pattern>, faults: &mut Faults) {
    let (Some(earlier), Some(later)) = (earlier, later) else { return };
    let text = |pattern: &Pattern| pattern.to_token_stream().to_string();
    for pattern in alternatives(later) {
        if alternatives(earlier).iter().any(|other| text(other) == text(&pattern)) {
            faults.at(
                &pattern,
                format!("`{}` is {word} already: a call is one of both", plain(&pattern)),
            );
        }
    }
}

fn alternatives(pattern: &Pattern) -> Vec<Pattern> {
    match pattern.kind() {
        Kind::Or(cases) => cases.iter().flat_map(alternatives).collect(),
        Kind::Parenthesized(inner) => alternatives(&inner),
        _ => vec![pattern.clone()],
    }
}

/// What a type is known to be.
enum Known {
    /// It may be any.
    Any,
    Type(TokenStream),
    /// Its pattern does not say.
    Unclear,
}

/// The type that patterns are of, as far as their paths say.
fn shape(patterns: &[&Pattern], faults: &mut Faults) -> Option<Shape> {
    let (mut ok, mut error, mut some) = (Vec::new(), Vec::new(), Vec::new());
    let (mut other, mut option, mut result) = (Vec::new(), false, false);
    for pattern in patterns.iter().flat_map(|pattern| alternatives(pattern)) {
        match (name(&pattern).as_deref(), inside(&pattern)) {
            (Some("Ok"), Some(inside)) => {
                result = true;
                ok.push(inside);
            }
            (Some("Err"), Some(inside)) => {
                result = true;
                error.push(inside);
            }
            (Some("Some"), Some(inside)) => {
                option = true;
                some.push(inside);
            }
            (Some("None"), _) => option = true,
            _ => other.push(pattern),
        }
    }
    let mut any = Vec::new();
    let mut of = |patterns: &[Pattern]| -> Option<TokenStream> {
        match known(patterns) {
            Known::Any => {
                let name = Ident::new(&format!("__Any{}", any.len()), Span::mixed_site());
                any.push(name.clone());
                Some(name.into_token_stream())
            }
            Known::Type(ty) => Some(ty),
            Known::Unclear => None,
        }
    };
    let ty = if result {
        let types = [of(&ok), of(&error)];
        let [Some(ok), Some(error)] = types else { return unclear(patterns, faults) };
        quote!(::core::result::Result<#ok, #error>)
    } else if option {
        let Some(some) = of(&some) else { return unclear(patterns, faults) };
        quote!(::core::option::Option<#some>)
    } else {
        match of(&other) {
            Some(ty) => ty,
            None => return unclear(patterns, faults),
        }
    };
    Some(Shape { any, ty })
}

fn unclear(patterns: &[&Pattern], faults: &mut Faults) -> Option<Shape> {
    for pattern in patterns {
        faults.at(
            pattern,
            "of which type is this a pattern? Write its whole path, as in \
             `Err(CheckoutError::CardDeclined)`, or say `returns = Result<_, CheckoutError>;`",
        );
    }
    None
}

/// What patterns of one value say of its type.
fn known(patterns: &[Pattern]) -> Known {
    let mut known = Known::Any;
    for pattern in patterns.iter().flat_map(alternatives) {
        match pattern.kind() {
            Kind::Wild | Kind::Rest => {}
            Kind::Name(name) if !name.is_bound && is_binding(&name.ident) => {}
            Kind::Tuple(inner) if inner.is_empty() => return Known::Type(quote!(())),
            Kind::Path(path) => return of_path(path, false),
            Kind::TupleStruct(path, _) | Kind::Struct(path, ..) => return of_path(path, true),
            _ => known = Known::Unclear,
        }
    }
    known
}

/// The type of a path in a pattern: an enum's is what stands before its variant.
fn of_path(mut path: Path, shaped: bool) -> Known {
    match &path.segments[..] {
        [.., of, _] if !is_binding(&of.ident) => {
            path.segments.pop();
            Known::Type(path.into_token_stream())
        }
        _ if shaped => Known::Type(path.into_token_stream()),
        _ => Known::Unclear,
    }
}

fn is_binding(ident: &Ident) -> bool {
    !ident.to_string().starts_with(|c: char| c.is_ascii_uppercase())
}

/// The last word of a pattern's path.
fn name(pattern: &Pattern) -> Option<String> {
    match pattern.kind() {
        Kind::TupleStruct(path, _) | Kind::Path(path) => Some(path.last().ident.to_string()),
        Kind::Name(name) => Some(name.ident.to_string()),
        _ => None,
    }
}

/// The one pattern in the parentheses of another.
fn inside(pattern: &Pattern) -> Option<Pattern> {
    match pattern.kind() {
        Kind::TupleStruct(_, mut inner) if inner.len() == 1 => inner.pop(),
        _ => None,
    }
}

/// A type that is said, with a name for each `_` in it.
fn stated(ty: &Type) -> Shape {
    let mut any = Vec::new();
    let ty = named(ty.to_token_stream(), &mut any);
    Shape { any, ty }
}

fn named(tokens: TokenStream, any: &mut Vec<Ident>) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(word) if word == "_" => {
                let name = Ident::new(&format!("__Any{}", any.len()), Span::mixed_site());
                any.push(name.clone());
                out.extend([proc_macro2::TokenTree::Ident(name)]);
            }
            proc_macro2::TokenTree::Group(group) => {
                let mut inner =
                    proc_macro2::Group::new(group.delimiter(), named(group.stream(), any));
                inner.set_span(group.span());
                out.extend([proc_macro2::TokenTree::Group(inner)]);
            }
            other => out.extend([other]),
        }
    }
    out
}

/// A pattern as a person writes it.
pub(crate) fn plain(pattern: impl ToTokens) -> String {
    let text = pattern.to_token_stream().to_string();
    let pairs = [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        ("& ", "&"),
        (" ..", ".."),
        ("..= ", "..="),
        (" :", ":"),
    ];
    let text =
        pairs.iter().fold(text.replace("\n", " "), |text, (from, to)| text.replace(from, to));
    text.replace("{..", "{ ..").replace(",..", ", ..").replace("|", " | ").replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(good: &str, exclude: &str) -> String {
        let read =
            |text: &str| (!text.is_empty()).then(|| Pattern::new(text.parse().expect("a pattern")));
        let written = Written { good: read(good), exclude: read(exclude), ..Written::default() };
        let mut faults = Faults::default();
        let patterns = written.checked(&mut faults);
        match patterns.shape {
            Some(shape) => shape.ty.to_string().replace(' ', "").replace("::core::", ""),
            None => "?".to_owned(),
        }
    }

    #[test]
    fn a_patterns_type_is_seen_by_its_paths() {
        assert_eq!(ty("Ok(_)", ""), "result::Result<__Any0,__Any1>");
        assert_eq!(ty("Ok(_)", "Err(E::A | E::B(_))"), "result::Result<__Any0,E>");
        assert_eq!(ty("", "Err(my::E::A { .. })"), "result::Result<__Any0,my::E>");
        assert_eq!(ty("", "Err(my::Struct { .. })"), "result::Result<__Any0,my::Struct>");
        assert_eq!(ty("Some(_)", ""), "option::Option<__Any0>");
        assert_eq!(ty("Response { status: 200, .. }", ""), "Response");
        assert_eq!(ty("", "Err(CARD)"), "?");
        assert_eq!(ty("", "Err(5)"), "?");
    }

    #[test]
    fn a_pattern_is_shown_as_it_is_written() {
        let pattern = |text: &str| plain(text.parse::<TokenStream>().expect("a pattern"));
        for text in ["Err(E::A | E::B(_))", "Ok(_)", "Response { status: 200, .. }", "Ok(1..=5)"] {
            assert_eq!(pattern(text), text);
        }
    }
}
