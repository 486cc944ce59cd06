//! Whether a body has but one exit, as far as its tokens tell.

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// Macros of the standard library that hold neither a `return` nor a `?` of their own.
const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Keywords that an expression stands behind: their `!` negates it.
const NEGATED: &[&str] = &["break", "if", "in", "match", "while"];

/// Whether nothing in a body can leave it early: no `return`, no `?`, and no macro that is not
/// known. A `return` in a closure counts too: it is not looked at what it stands in.
pub(crate) fn leaves_only_at_its_end(body: TokenStream) -> bool {
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let stays = match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                // `a != b` is no macro.
                let negates = matches!(tokens.peek(), Some(TokenTree::Punct(sign))
                    if sign.as_char() == '!' && sign.spacing() == Spacing::Alone);
                let known = || NEGATED.contains(&&*word) || MACROS.contains(&&*word);
                word != "return" && (!negates || known())
            }
            TokenTree::Punct(sign) => sign.as_char() != '?',
            TokenTree::Group(group) => leaves_only_at_its_end(group.stream()),
            TokenTree::Literal(_) => true,
        };
        if !stays {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(body: &str) -> bool {
        !leaves_only_at_its_end(body.parse().expect("tokens"))
    }

    #[test]
    fn a_return_a_question_mark_or_a_macro_of_ones_own_may_leave() {
        assert!(leaves("if a { return b; } c"));
        assert!(leaves("{ a(b?) }"));
        assert!(leaves("ensure!(a); b"));
        assert!(!leaves("assert!(a != b); panic!()"));
        assert!(!leaves("if !a { b } else { vec![c] }"));
    }
}
