//! A function that returns a future: which type that has, and how the future is wrapped.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::model::leaving::leaves_only_at_its_end;
use crate::model::way::Looked;
use crate::model::{Moves, Returned};
use crate::parse::function::Function;
use crate::syntax::ty::{Bound, Kind};
use crate::syntax::{Segment, Type};

/// What a return type promises for later.
pub(crate) enum Promise {
    Future { wrap: Wrap, output: Option<Type> },
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
        let judged = looked.any().then(|| match output.map(Type::kind) {
            Some(Kind::Tuple(types)) if types.is_empty() => Returned::Nothing,
            Some(_) => Returned::of(output),
            None => Returned::Type(quote!(_)),
        });
        if let Some(tail) = Tail::of(function.body.clone()) {
            return Some(Promised { made: Made::Inside { tail }, judged });
        }
        if !said {
            return None;
        }
        let returned = Returned::of(function.signature.output.as_ref());
        let moves = looked.moves(function);
        let boxed = matches!(wrap, Wrap::Boxed);
        Some(Promised { made: Made::Around { returned, moves, boxed }, judged })
    }
}

impl Promise {
    /// What a return type promises, as far as its words tell.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        match ty.kind() {
            Kind::Parenthesized(inner) => Self::of(&inner),
            Kind::Impl(bounds) => of_bounds(bounds, Wrap::Plain),
            Kind::Path(path) => {
                let last = path.last();
                match last.ident.to_string().as_str() {
                    "BoxFuture" | "LocalBoxFuture" => {
                        Some(Promise::Future { wrap: Wrap::Boxed, output: last.types().pop() })
                    }
                    "BoxStream" | "LocalBoxStream" => Some(Promise::Stream),
                    "Pin" => of_box(&last.types().first()?.last()?, Wrap::Boxed),
                    "Box" => of_box(last, Wrap::Not(ty.to_token_stream())),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// `Box<dyn Future>`
fn of_box(segment: &Segment, wrap: Wrap) -> Option<Promise> {
    match segment.types().first()?.kind() {
        Kind::Dyn(bounds) if segment.ident == "Box" => of_bounds(bounds, wrap),
        _ => None,
    }
}

fn of_bounds(bounds: Vec<Bound>, mut wrap: Wrap) -> Option<Promise> {
    let mut future = None;
    for bound in bounds {
        let Bound::Trait(tokens, last) = bound else { continue };
        let name = last.as_ref().map(|last| last.ident.to_string());
        match (name.as_deref(), last) {
            // `T` in `Future<Output = T>`
            (Some("Future"), Some(last)) => future = Some(last.named("Output")),
            (Some("Stream"), _) => return Some(Promise::Stream),
            (Some("Send" | "Sync" | "UnwindSafe" | "RefUnwindSafe"), _) => {}
            _ => wrap = Wrap::Not(tokens),
        }
    }
    Some(Promise::Future { wrap, output: future? })
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
