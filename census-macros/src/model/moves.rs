//! How a function's arguments come into a body that is wrapped, so that they drop as before.
//!
//! A plain function drops its arguments after its locals, the last first, and each argument's
//! bindings before what its pattern left behind. A closure drops what it caught in the order in
//! which it caught it. So either the body begins by binding every argument anew, in their order,
//! as the compiler itself does for an `async fn`; or, where that would make a future bigger and
//! no pattern leaves anything behind, it begins by mentioning them, the last first.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};

use crate::model::description::conditions;
use crate::parse::function::Function;
use crate::syntax::pattern::{Kind, Name};
use crate::syntax::{Argument, Attribute, Pattern, Place, Signature, Type, ty};

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
        for argument in &function.signature.arguments {
            match &argument.place {
                Place::Receiver { is_reference: false, .. } => return None,
                Place::Receiver { .. } | Place::Rest(_) => {}
                Place::Typed { ty, .. } => moves |= !is_plain(ty),
            }
        }
        Some(if moves { Self::bind_but(function.change(), is_plain) } else { Moves(Vec::new()) })
    }

    fn bind_but(signature: &mut Signature, drops_nothing: fn(&Type) -> bool) -> Self {
        let mut moves = Vec::new();
        for (at, argument) in signature.arguments.iter_mut().enumerate() {
            match &argument.place {
                Place::Typed { ty, .. } if drops_nothing(ty) => {}
                Place::Typed { .. } => bind(at, argument, &mut moves),
                place => moves.extend(mention_self(place)),
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
        let complete = signature.arguments.iter().all(|argument| match &argument.place {
            Place::Receiver { .. } | Place::Rest(_) => true,
            Place::Typed { pattern, ty, .. } => is_reference(ty) || is_complete(pattern),
        });
        if !complete {
            return Self::bind(signature);
        }
        let mut moves = Vec::new();
        for (at, argument) in signature.arguments.iter_mut().enumerate() {
            match &mut argument.place {
                Place::Typed { ty, .. } if is_reference(ty) => {}
                Place::Typed { pattern, .. } => {
                    if let Kind::Wild = pattern.kind() {
                        rename(at, pattern);
                    }
                    let mut names = Vec::new();
                    bindings(pattern, &mut names);
                    // What the body never names stays out, so that it is still told as unused.
                    names.retain(|name| is_meant_unused(name) || names_in(body.clone(), name));
                    let conditions = conditions(&argument.attributes);
                    for name in names {
                        moves.push(Move::Mention { conditions: conditions.clone(), name });
                    }
                }
                place => moves.extend(mention_self(place)),
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
fn mention_self(place: &Place) -> Option<Move> {
    match place {
        Place::Receiver { word, is_reference: false, .. } => {
            Some(Move::Mention { conditions: Vec::new(), name: word.clone() })
        }
        _ => None,
    }
}

fn bind(at: usize, argument: &mut Argument, moves: &mut Vec<Move>) {
    let Place::Typed { pattern, .. } = &mut argument.place else { return };
    let conditions = conditions(&argument.attributes);
    let (written, kind) = (pattern.to_token_stream(), pattern.kind());
    if let Kind::Name(Name { is_plain: true, ident: from, .. }) = kind {
        *pattern = Pattern::new(from.to_token_stream());
        moves.push(Move::Bind { conditions, pattern: written, from });
        return;
    }
    let from = rename(at, pattern);
    let name = from.to_token_stream();
    moves.push(Move::Bind { conditions: conditions.clone(), pattern: name, from: from.clone() });
    if !matches!(kind, Kind::Wild) {
        moves.push(Move::Bind { conditions, pattern: written, from });
    }
}

/// Gives a pattern's argument a name of its own.
fn rename(at: usize, pattern: &mut Pattern) -> Ident {
    let ident = format_ident!("{ARGUMENT}{at}", span = Span::mixed_site());
    *pattern = Pattern::new(ident.to_token_stream());
    ident
}

/// Whether an argument drops nothing: then it does not matter where it is.
fn is_reference(ty: &Type) -> bool {
    match ty.kind() {
        ty::Kind::Reference(..) | ty::Kind::Pointer => true,
        ty::Kind::Parenthesized(inner) => is_reference(&inner),
        _ => false,
    }
}

/// The same, or a number, a character or a truth value, which drop nothing either.
fn is_plain(ty: &Type) -> bool {
    const NUMBERS: &[&str] = &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
        "u32", "u64", "u128", "usize",
    ];
    match ty.word() {
        Some(word) => NUMBERS.contains(&&*word.to_string()),
        None => is_reference(ty),
    }
}

/// Whether a pattern binds by name all that it takes apart, or takes nothing apart.
fn is_complete(pattern: &Pattern) -> bool {
    matches!(pattern.kind(), Kind::Wild) || binds_all(pattern)
}

fn binds_all(pattern: &Pattern) -> bool {
    match pattern.kind() {
        Kind::Name(name) => name.is_plain,
        Kind::Parenthesized(inner) => binds_all(&inner),
        Kind::Tuple(all) | Kind::TupleStruct(_, all) => all.iter().all(binds_all),
        Kind::Struct(_, fields, rest) => !rest && fields.iter().all(binds_all),
        _ => false,
    }
}

/// The names that a complete pattern binds, in their order.
fn bindings(pattern: &Pattern, names: &mut Vec<Ident>) {
    match pattern.kind() {
        Kind::Name(name) => names.push(name.ident),
        Kind::Parenthesized(inner) => bindings(&inner, names),
        Kind::Tuple(all) | Kind::TupleStruct(_, all) | Kind::Struct(_, all, _) => {
            all.iter().for_each(|inner| bindings(inner, names));
        }
        _ => {}
    }
}

fn is_meant_unused(name: &Ident) -> bool {
    name.to_string().starts_with('_')
}

/// All words in some tokens.
fn words(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => found.push(word),
            TokenTree::Group(group) => found.append(&mut words(group.stream())),
            TokenTree::Literal(_) | TokenTree::Punct(_) => {}
        }
    }
    found
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
