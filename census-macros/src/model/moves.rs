//! How a function's arguments come into a body that is wrapped, so that they drop as before.
//!
//! A plain function drops its arguments after its locals, the last first, and each argument's
//! bindings before what its pattern left behind. A closure drops what it caught in the order in
//! which it caught it. So either the body begins by binding every argument anew, in their order,
//! as the compiler itself does for an `async fn`; or, where that would make a future bigger and
//! no pattern leaves anything behind, it begins by mentioning them, the last first.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{Attribute, FnArg, Pat, PatIdent, PatType, Receiver, ReceiverKind, Signature, Type};

use crate::model::description::conditions;
use crate::parse::function::Function;

/// What the name of an argument begins with that has none of its own.
const ARGUMENT: &str = "__argument";

/// The statements at the head of the body.
pub(crate) struct Moves(pub(crate) Vec<Move>);

/// One of them.
pub(crate) enum Move {
    /// `let name = name;`, with the pattern's `mut` if it had one.
    Bind { conditions: Vec<Attribute>, pattern: TokenStream, from: Ident },
    /// `let _ = &name;`
    Mention { conditions: Vec<Attribute>, name: Ident },
}

impl Moves {
    /// The arguments of a function whose body becomes a closure. The patterns move into the body,
    /// so that the signature keeps names only.
    pub(crate) fn bind(signature: &mut Signature) -> Self {
        Self::bind_but(signature, is_reference)
    }

    /// Those of a function whose body stays where it is; `None` where it takes `self`, which
    /// cannot be bound anew.
    pub(crate) fn bind_in_place(function: &mut Function) -> Option<Self> {
        let mut moves = false;
        for argument in &function.signature.inputs {
            match argument {
                FnArg::Receiver(receiver) if mention_self(receiver).is_some() => return None,
                FnArg::Receiver(_) => {}
                FnArg::Typed(typed) => moves |= !is_plain(&typed.ty),
            }
        }
        Some(if moves { Self::bind_but(function.change(), is_plain) } else { Moves(Vec::new()) })
    }

    fn bind_but(signature: &mut Signature, drops_nothing: fn(&Type) -> bool) -> Self {
        let mut moves = Vec::new();
        for (at, argument) in signature.inputs.iter_mut().enumerate() {
            match argument {
                FnArg::Receiver(receiver) => moves.extend(mention_self(receiver)),
                FnArg::Typed(typed) if drops_nothing(&typed.ty) => {}
                FnArg::Typed(typed) => bind(at, typed, &mut moves),
            }
        }
        Moves(moves)
    }

    /// The patterns that are not in the signature any more.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &TokenStream> {
        self.0.iter().filter_map(|step| match step {
            Move::Bind { pattern, from, .. } if is_ours(from) => Some(pattern),
            _ => None,
        })
    }

    /// Mentions the arguments that something names: the body may not, and they are used all the
    /// same.
    pub(crate) fn use_those_in(&mut self, tokens: &TokenStream) {
        let named = self.0.iter().filter_map(|step| match step {
            Move::Bind { conditions, from, .. } if names_in(tokens.clone(), from) => {
                Some(Move::Mention { conditions: conditions.clone(), name: from.clone() })
            }
            _ => None,
        });
        let named: Vec<Move> = named.collect();
        self.0.extend(named);
    }

    /// Whether something names what such a pattern binds.
    pub(crate) fn are_named_in(&self, tokens: &TokenStream) -> bool {
        self.patterns()
            .any(|pattern| words(pattern.clone()).iter().any(|name| names_in(tokens.clone(), name)))
    }

    /// The arguments of a function whose body becomes a future of its own.
    pub(crate) fn mention(signature: &mut Signature, body: &TokenStream) -> Self {
        let complete = signature.inputs.iter().all(|argument| match argument {
            FnArg::Receiver(_) => true,
            FnArg::Typed(typed) => is_reference(&typed.ty) || is_complete(&typed.pat),
        });
        if !complete {
            return Self::bind(signature);
        }
        let mut moves = Vec::new();
        for (at, argument) in signature.inputs.iter_mut().enumerate() {
            match argument {
                FnArg::Receiver(receiver) => moves.extend(mention_self(receiver)),
                FnArg::Typed(typed) if is_reference(&typed.ty) => {}
                FnArg::Typed(typed) => {
                    let conditions = conditions(&typed.attrs);
                    if let Pat::Wild(_) = &*typed.pat {
                        rename(at, typed);
                    }
                    let mut names = Vec::new();
                    bindings(&typed.pat, &mut names);
                    // What the body never names stays out, so that it is still told as unused.
                    names.retain(|name| is_meant_unused(name) || names_in(body.clone(), name));
                    moves.extend(
                        names
                            .into_iter()
                            .map(|name| Move::Mention { conditions: conditions.clone(), name }),
                    );
                }
            }
        }
        moves.reverse();
        Moves(moves)
    }
}

/// Whether it is a name of ours, which stands for a pattern.
fn is_ours(name: &Ident) -> bool {
    name.to_string().starts_with(ARGUMENT)
}

/// `self` keeps its name: where it is taken by value, it is mentioned.
fn mention_self(receiver: &Receiver) -> Option<Move> {
    let name = Ident::from(receiver.self_token);
    let by_reference = matches!(receiver.kind, ReceiverKind::Reference(..));
    (!by_reference).then_some(Move::Mention { conditions: Vec::new(), name })
}

fn bind(at: usize, typed: &mut PatType, moves: &mut Vec<Move>) {
    let conditions = conditions(&typed.attrs);
    let plain = match &mut *typed.pat {
        Pat::Ident(PatIdent { by_ref: None, subpat: None, mutability, ident, .. }) => {
            let mutability = mutability.take();
            let mut pattern = mutability.into_token_stream();
            ident.to_tokens(&mut pattern);
            Some((pattern, ident.clone()))
        }
        _ => None,
    };
    if let Some((pattern, from)) = plain {
        moves.push(Move::Bind { conditions, pattern, from });
        return;
    }
    let pattern = typed.pat.to_token_stream();
    let wild = matches!(&*typed.pat, Pat::Wild(_));
    let from = rename(at, typed);
    let name = from.to_token_stream();
    moves.push(Move::Bind { conditions: conditions.clone(), pattern: name, from: from.clone() });
    if !wild {
        moves.push(Move::Bind { conditions, pattern, from });
    }
}

/// Gives a pattern's argument a name of its own.
fn rename(at: usize, typed: &mut PatType) -> Ident {
    let ident = format_ident!("{ARGUMENT}{at}", span = Span::mixed_site());
    *typed.pat = Pat::Ident(PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: ident.clone(),
        subpat: None,
    });
    ident
}

/// Whether an argument drops nothing: then it does not matter where it is.
fn is_reference(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) | Type::Ptr(_) => true,
        Type::Paren(paren) => is_reference(&paren.elem),
        Type::Group(group) => is_reference(&group.elem),
        _ => false,
    }
}

/// The same, or a number, a character or a truth value, which drop nothing either.
fn is_plain(ty: &Type) -> bool {
    if is_reference(ty) {
        return true;
    }
    const NUMBERS: &[&str] = &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
        "u32", "u64", "u128", "usize",
    ];
    let Type::Path(path) = ty else { return false };
    path.path.get_ident().is_some_and(|word| NUMBERS.contains(&&*word.to_string()))
}

/// Whether a pattern binds by name all that it takes apart, or takes nothing apart.
fn is_complete(pattern: &Pat) -> bool {
    matches!(pattern, Pat::Wild(_)) || binds_all(pattern)
}

fn binds_all(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => ident.by_ref.is_none() && ident.subpat.is_none(),
        Pat::Paren(paren) => binds_all(&paren.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(binds_all),
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(binds_all),
        Pat::Struct(named) => {
            named.rest.is_none() && named.fields.iter().all(|field| binds_all(&field.pat))
        }
        _ => false,
    }
}

/// The names that a complete pattern binds, in their order.
fn bindings(pattern: &Pat, names: &mut Vec<Ident>) {
    match pattern {
        Pat::Ident(ident) => names.push(ident.ident.clone()),
        Pat::Paren(paren) => bindings(&paren.pat, names),
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|element| bindings(element, names)),
        Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|element| bindings(element, names)),
        Pat::Struct(named) => named.fields.iter().for_each(|field| bindings(&field.pat, names)),
        _ => {}
    }
}

fn is_meant_unused(name: &Ident) -> bool {
    name.to_string().starts_with('_')
}

/// All words in some tokens.
fn words(tokens: TokenStream) -> Vec<Ident> {
    let words = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(word) => vec![word],
        TokenTree::Group(group) => words(group.stream()),
        TokenTree::Literal(_) | TokenTree::Punct(_) => Vec::new(),
    });
    words.collect()
}

/// Whether a body may name something, in a format string too.
fn names_in(body: TokenStream, name: &Ident) -> bool {
    let text = name.to_string();
    body.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == *name,
        TokenTree::Group(group) => names_in(group.stream(), name),
        TokenTree::Literal(literal) => literal.to_string().contains(&text),
        TokenTree::Punct(_) => false,
    })
}
