//! A function that returns a future: which type that has, and how the future is wrapped.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, PathArguments, PathSegment, ReturnType,
};
use syn::{Token, Type, TypeParamBound};

use crate::model::leaving::leaves_only_at_its_end;
use crate::model::way::Looked;
use crate::model::{Moves, Returned};
use crate::parse::function::Function;

/// What a return type promises for later.
pub(crate) enum Promise {
    Future { wrap: Wrap, output: Option<Box<Type>> },
    Stream,
}

/// How a future that measures another gets the type of that one.
#[derive(Clone)]
pub(crate) enum Wrap {
    /// `impl Future`
    Plain,
    /// `Pin<Box<dyn Future>>`
    Boxed,
    /// It does not, because of this.
    Not(TokenStream),
}

/// A function whose calls end when the future is ready that it returns.
pub(crate) struct Promised {
    pub(crate) made: Made,
    /// What the future is ready with, where errors are asked for.
    pub(crate) judged: Option<Returned>,
}

/// How the function makes its future.
pub(crate) enum Made {
    /// Its body ends in an `async` block, and is measured in there.
    Inside { tail: Tail },
    /// A future is returned, and put into one that measures.
    Around { returned: Returned, moves: Moves, boxed: bool },
}

/// `Box::pin(async move { … })`, or `async move { … }`.
pub(crate) struct Tail {
    /// What the function does before, and `Box::pin` where that follows.
    pub(crate) before: TokenStream,
    pub(crate) parentheses: Option<Group>,
    /// `async move`
    pub(crate) head: TokenStream,
    pub(crate) block: Group,
}

impl Promised {
    /// The way of a future; `None` if nobody says that it is one.
    pub(crate) fn of(
        wrap: Wrap,
        output: Option<&Type>,
        function: &mut Function,
        looked: &Looked,
        said: bool,
    ) -> Option<Self> {
        let judged = looked.any().then(|| match output {
            Some(Type::Tuple(unit)) if unit.elems.is_empty() => Returned::Nothing,
            Some(ty) => Returned::of_type(ty),
            None => Returned::Type(quote!(_)),
        });
        if let Some(tail) = Tail::of(function.body.clone()) {
            return Some(Promised { made: Made::Inside { tail }, judged });
        }
        if !said {
            return None;
        }
        let returned = Returned::of(&function.signature.output);
        let moves = looked.moves(function);
        let boxed = matches!(wrap, Wrap::Boxed);
        Some(Promised { made: Made::Around { returned, moves, boxed }, judged })
    }
}

impl Promise {
    /// What a return type promises, as far as its words tell.
    pub(crate) fn of(output: &ReturnType) -> Option<Self> {
        match output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => of_type(ty),
        }
    }
}

fn of_type(ty: &Type) -> Option<Promise> {
    match ty {
        Type::Paren(paren) => of_type(&paren.elem),
        Type::Group(group) => of_type(&group.elem),
        Type::ImplTrait(bounded) => of_bounds(&bounded.bounds, Wrap::Plain),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            match last.ident.to_string().as_str() {
                "BoxFuture" | "LocalBoxFuture" => {
                    let output = types(last).last().cloned().map(Box::new);
                    Some(Promise::Future { wrap: Wrap::Boxed, output })
                }
                "BoxStream" | "LocalBoxStream" => Some(Promise::Stream),
                "Pin" => match types(last).next()? {
                    Type::Path(inner) => of_box(inner.path.segments.last()?, Wrap::Boxed),
                    _ => None,
                },
                "Box" => of_box(last, Wrap::Not(ty.to_token_stream())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Box<dyn Future>`
fn of_box(segment: &PathSegment, wrap: Wrap) -> Option<Promise> {
    match types(segment).next()? {
        Type::TraitObject(object) if segment.ident == "Box" => of_bounds(&object.bounds, wrap),
        _ => None,
    }
}

fn of_bounds(bounds: &Punctuated<TypeParamBound, Token![+]>, mut wrap: Wrap) -> Option<Promise> {
    let mut future = None;
    for bound in bounds {
        let TypeParamBound::Trait(promised) = bound else { continue };
        let Some(last) = promised.path.segments.last() else { continue };
        match last.ident.to_string().as_str() {
            "Future" => future = Some(output(last).map(Box::new)),
            "Stream" => return Some(Promise::Stream),
            "Send" | "Sync" | "UnwindSafe" | "RefUnwindSafe" => {}
            _ => wrap = Wrap::Not(bound.to_token_stream()),
        }
    }
    Some(Promise::Future { wrap, output: future? })
}

/// `T` in `Future<Output = T>`
fn output(future: &PathSegment) -> Option<Type> {
    arguments(future)?.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(named) if named.ident == "Output" => Some(named.ty.clone()),
        _ => None,
    })
}

fn types(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = arguments(segment).into_iter().flat_map(|arguments| &arguments.args);
    arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn arguments(segment: &PathSegment) -> Option<&AngleBracketedGenericArguments> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments),
        _ => None,
    }
}

impl Tail {
    /// Reads a body that ends in one and is never left before: so `async_trait` writes them.
    fn of(body: TokenStream) -> Option<Self> {
        let mut tokens: Vec<TokenTree> = body.into_iter().collect();
        let tail = match tokens.pop()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                if !ends_in(&tokens, &["Box", ":", ":", "pin"]) {
                    return None;
                }
                let inside = Self::of(group.stream())?;
                let alone = inside.before.is_empty() && inside.parentheses.is_none();
                alone.then(|| Tail { parentheses: Some(group), ..inside })?
            }
            TokenTree::Group(block) if block.delimiter() == Delimiter::Brace => {
                let words = if ends_in(&tokens, &["async", "move"]) { 2 } else { 1 };
                let head = tokens.split_off(tokens.len().checked_sub(words)?);
                let is_async = matches!(&head[0], TokenTree::Ident(word) if word == "async");
                is_async.then(|| Tail {
                    before: TokenStream::new(),
                    parentheses: None,
                    head: head.into_iter().collect(),
                    block,
                })?
            }
            _ => return None,
        };
        let before: TokenStream = tokens.into_iter().collect();
        leaves_only_at_its_end(before.clone()).then_some(Tail { before, ..tail })
    }
}

fn ends_in(tokens: &[TokenTree], words: &[&str]) -> bool {
    tokens.len().checked_sub(words.len()).is_some_and(|from| {
        tokens[from..].iter().zip(words).all(|(token, word)| token.to_string() == *word)
    })
}
