//! What our own reader reads, as text.

use proc_macro2::TokenStream;
use syn::Token;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::joined;
use crate::model::pattern::Named;
use crate::model::promised::Promise;
use crate::parse::block::{Block, Member};
use crate::parse::closed::{Input, Kind as ClosedKind};
use crate::parse::function::{Function, Item};
use crate::syntax::attribute::Says;
use crate::syntax::pattern::Kind as PatternKind;
use crate::syntax::ty::{Bound, Kind};
use crate::syntax::{
    Argument, Attribute, Expression, Generics, Path, Pattern, Place, Segment, Type, text,
};

/// What an item is: a function's picture, or a word.
pub(super) fn item(tokens: TokenStream) -> String {
    match Item::read(tokens) {
        Ok(Item::Function(read)) => function(*read),
        Ok(Item::Block(_)) => "a block".to_owned(),
        Ok(Item::Bodiless(_)) => "bodiless".to_owned(),
        Ok(Item::Other(word)) => word.to_string(),
        Err(error) => error.to_string(),
    }
}

fn function(mut function: Function) -> String {
    function.change();
    let arguments: Vec<_> = function.signature.arguments.iter().map(argument).collect();
    let mut whole = function.head();
    let inner = &function.inner_attributes;
    let body = &function.body;
    whole.extend(quote::quote!({ #(#inner)* #body }));
    format!(
        "{} / {} {} / const {} async {} fn {} / self {}\n{}\n({})\n-> {}\n{}",
        joined(function.attributes.iter().map(attribute)),
        text(&function.visibility),
        text(function.default),
        function.signature.constness.is_some(),
        function.signature.is_async,
        function.signature.ident,
        function.signature.has_receiver(),
        text(whole),
        arguments.join("\n"),
        function.signature.output.as_ref().map_or_else(|| "nothing".to_owned(), text),
        joined(inner.iter().map(attribute)),
    )
}

fn argument(argument: &Argument) -> String {
    let attributes = joined(argument.attributes.iter().map(attribute));
    match &argument.place {
        Place::Receiver { is_reference, .. } => format!("{attributes} self {is_reference}"),
        Place::Typed { pattern, ty, .. } => format!("{attributes} {}: {}", text(pattern), text(ty)),
        Place::Rest(_) => "rest ...".to_owned(),
    }
}

fn attribute(attribute: &Attribute) -> String {
    let name = attribute.name().map_or_else(String::new, ToString::to_string);
    match &attribute.says {
        Says::Nothing => name,
        Says::List(list) => format!("{name}({})", text(list)),
        Says::Value(_, value) => format!("{name}={}", text(value)),
    }
}

pub(super) fn generics(tokens: TokenStream, names: &syn::Generics) -> String {
    let generics: Generics = match syn::parse2(tokens) {
        Ok(generics) => generics,
        Err(error) => return error.to_string(),
    };
    said(&generics, names)
}

fn said(generics: &Generics, names: &syn::Generics) -> String {
    let types = names.params.iter().map(|parameter| {
        let word = match parameter {
            syn::GenericParam::Type(ty) => &ty.ident,
            syn::GenericParam::Const(parameter) => &parameter.ident,
            syn::GenericParam::Lifetime(lifetime) => &lifetime.lifetime.ident,
        };
        if generics.has_type(word) { word.to_string() } else { "-".to_owned() }
    });
    format!("<{}> {}", text(generics.inside()), joined(types))
}

pub(super) fn block(tokens: &TokenStream, names: &syn::Generics) -> String {
    let block = match Block::read(tokens) {
        Some(Ok(block)) => block,
        Some(Err(error)) => return error.to_string(),
        None => return "no block".to_owned(),
    };
    let word = Named::of(&block.ty, &block.generics).ident;
    let said = said(&block.generics, names);
    let members = block.members.into_iter().map(|member| match member {
        Member::Method(mut method) => {
            // It is taken off the method, and stands last where these are written.
            let own = method.own.map(|own| own.attribute);
            method.function.attributes.extend(own);
            function(method.function)
        }
        Member::Other(tokens) => format!("other {}", text(tokens)),
    });
    format!(
        "impl{said} {}\n{}",
        word.map_or_else(String::new, |word| word.to_string()),
        members.collect::<Vec<_>>().join("\n")
    )
}

pub(super) fn closed(tokens: TokenStream) -> String {
    let Input { ident, generics, kind, .. } = match Input::parse(tokens) {
        Ok(input) => input,
        Err(error) => return error.to_string(),
    };
    match kind {
        ClosedKind::Enum(cases) => {
            let cases = cases.iter().map(|case| match &case.data {
                Some(data) => format!("{}{}", case.ident, text(data)),
                None => case.ident.to_string(),
            });
            format!("enum {ident}<{}> {}", text(generics.inside()), joined(cases))
        }
        ClosedKind::Other(word) => word.to_string(),
    }
}

/// The type that stands before something else.
pub(super) fn ty_of(tokens: TokenStream) -> String {
    match syn::parse2::<Type>(tokens) {
        Ok(ty) => self::ty(&ty),
        Err(error) => error.to_string(),
    }
}

fn ty(ty: &Type) -> String {
    match ty.kind() {
        Kind::Never => "!".to_owned(),
        Kind::Reference(head, inner) => format!("{} {}", text(head), self::ty(&inner)),
        Kind::Pointer => "*".to_owned(),
        Kind::Parenthesized(inner) => format!("({})", self::ty(&inner)),
        Kind::Tuple(all) => format!("tuple({})", joined(all.iter().map(self::ty))),
        Kind::Impl(all) => format!("impl {}", joined(all.into_iter().map(bound))),
        Kind::Dyn(all) => format!("dyn {}", joined(all.into_iter().map(bound))),
        Kind::Path(path) => self::path(&path),
        Kind::Other => "other".to_owned(),
    }
}

fn bound(bound: Bound) -> String {
    match bound {
        Bound::Lifetime => "'".to_owned(),
        Bound::Trait(_, Some(last)) => segment(&last),
        Bound::Trait(_, None) => "?".to_owned(),
    }
}

fn path(path: &Path) -> String {
    let words: Vec<_> = path.segments.iter().map(segment).collect();
    let of = if text(path).starts_with('<') { "<>" } else { "" };
    format!("{of}{}", words.join("::"))
}

fn segment(segment: &Segment) -> String {
    let types = segment.types().into_iter().map(|ty| self::ty(&ty));
    let named = segment.named("Output").map(|ty| format!("Output={}", self::ty(&ty)));
    let types: Vec<_> = types.chain(named).collect();
    match types.is_empty() {
        true => segment.ident.to_string(),
        false => format!("{}<{}>", segment.ident, types.join(" ")),
    }
}

pub(super) fn pattern(tokens: TokenStream) -> String {
    let pattern = Pattern::new(tokens);
    let wrong = if pattern.wrong().is_some() { "wrong " } else { "" };
    format!("{wrong}{}", pattern_of(&pattern))
}

fn pattern_of(pattern: &Pattern) -> String {
    let inside = |all: &[Pattern]| joined(all.iter().map(pattern_of));
    match pattern.kind() {
        PatternKind::Wild => "_".to_owned(),
        PatternKind::Rest => "..".to_owned(),
        PatternKind::Name(name) => {
            format!("name {} {} {}", name.ident, name.is_plain, name.is_bound)
        }
        PatternKind::Or(cases) => format!("any {}", inside(&cases)),
        PatternKind::Parenthesized(inner) => format!("({})", pattern_of(&inner)),
        PatternKind::Tuple(all) => format!("tuple({})", inside(&all)),
        PatternKind::Path(path) => self::path(&path),
        PatternKind::TupleStruct(path, all) => format!("{}({})", self::path(&path), inside(&all)),
        PatternKind::Struct(path, all, rest) => {
            format!("{}{{{} {rest}}}", self::path(&path), inside(&all))
        }
        PatternKind::Other => "other".to_owned(),
    }
}

pub(super) fn promise(tokens: TokenStream) -> &'static str {
    match Promise::of(&Type::new(tokens)) {
        Some(Promise::Future { .. }) => "future",
        Some(Promise::Stream) => "stream",
        None => "nothing",
    }
}

/// The expressions between commas.
pub(super) fn expressions(tokens: TokenStream) -> String {
    match Punctuated::<Expression, Token![,]>::parse_terminated.parse2(tokens) {
        Ok(all) => all.iter().map(text).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    }
}
