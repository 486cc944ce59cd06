//! A function that is not `async` and returns a future: what is measured is the future.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use crate::faults::Faults;
use crate::model::Returned;
use crate::parse::function::Function;

/// What stands around the body of the future that a function returns.
pub(crate) struct Around {
    /// What the function does before.
    pub(crate) before: TokenStream,
    /// `async move`
    pub(crate) keywords: TokenStream,
    /// The parentheses of `Box::pin(…)`, whose path is the end of `before`.
    pub(crate) parentheses: Option<Group>,
    /// The braces of the function.
    pub(crate) braces: Group,
    /// What the future is ready with.
    pub(crate) returned: Returned,
}

impl Around {
    /// Takes a function that returns a future apart; its body is the future's from there on. One
    /// that does not end in an `async move` block is refused.
    pub(crate) fn take(function: &mut Function, faults: &mut Faults) -> Option<Self> {
        let ReturnType::Type(_, ty) = &function.signature.output else { return None };
        if function.signature.asyncness.is_some() {
            return None;
        }
        let bounds = future_of(ty)?;
        let Some(tail) = Tail::of(function.body.clone()) else {
            faults.at(
                ty,
                "this function returns a future, and measuring the function would miss it: write \
                 `async fn`, or let an `async move { … }` be its last expression",
            );
            return None;
        };
        let braces = std::mem::replace(&mut function.braces, tail.block.clone());
        function.body = tail.block.stream();
        Some(Around {
            before: tail.before,
            keywords: tail.keywords,
            parentheses: tail.parentheses,
            braces,
            returned: output(bounds),
        })
    }
}

/// A body that ends in `async move { … }`, or in that within `Box::pin(…)`.
struct Tail {
    before: TokenStream,
    keywords: TokenStream,
    block: Group,
    parentheses: Option<Group>,
}

impl Tail {
    fn of(body: TokenStream) -> Option<Self> {
        let mut tokens: Vec<TokenTree> = body.into_iter().collect();
        let TokenTree::Group(group) = tokens.pop()? else { return None };
        match group.delimiter() {
            Delimiter::Brace => {
                let moved = pop(&mut tokens, "move")?;
                let asynchronous = pop(&mut tokens, "async")?;
                let keywords = [asynchronous, moved].map(TokenTree::Ident);
                Some(Tail {
                    before: tokens.into_iter().collect(),
                    keywords: keywords.into_iter().collect(),
                    block: group,
                    parentheses: None,
                })
            }
            Delimiter::Parenthesis => {
                let is_pin = matches!(tokens.last(), Some(TokenTree::Ident(word)) if word == "pin");
                let inside = Tail::of(group.stream())?;
                let alone = inside.before.is_empty() && inside.parentheses.is_none();
                (is_pin && alone).then(|| Tail {
                    before: tokens.into_iter().collect(),
                    parentheses: Some(group),
                    ..inside
                })
            }
            _ => None,
        }
    }
}

fn pop(tokens: &mut Vec<TokenTree>, expected: &str) -> Option<Ident> {
    match tokens.pop()? {
        TokenTree::Ident(word) if word == expected => Some(word),
        _ => None,
    }
}

/// The bounds of a type that is a future: `impl Future`, `Pin<Box<dyn Future>>`, `BoxFuture`.
fn future_of(ty: &Type) -> Option<&PathArguments> {
    match ty {
        Type::ImplTrait(opaque) => opaque.bounds.iter().find_map(future_in),
        Type::TraitObject(object) => object.bounds.iter().find_map(future_in),
        Type::Group(group) => future_of(&group.elem),
        Type::Paren(paren) => future_of(&paren.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
                return Some(&last.arguments);
            }
            if last.ident != "Pin" && last.ident != "Box" {
                return None;
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(inner) => future_of(inner),
                _ => None,
            })
        }
        _ => None,
    }
}

fn future_in(bound: &TypeParamBound) -> Option<&PathArguments> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last()?;
    (last.ident == "Future").then_some(&last.arguments)
}

/// The `T` in `Future<Output = T>` or `BoxFuture<'a, T>`; the compiler finds it if it is not said.
fn output(arguments: &PathArguments) -> Returned {
    let ty = match arguments {
        PathArguments::AngleBracketed(given) => given.args.iter().find_map(|given| match given {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    ty.map_or_else(|| Returned::Type(quote!(_)), Returned::of_type)
}
