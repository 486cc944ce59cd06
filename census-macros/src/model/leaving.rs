//! Whether a body has but one exit, as far as its tokens tell.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

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

/// Whether a body comes to its end, as far as that tells: it does with `Ok(…)`, or a literal, there
/// or behind the last `else`. Where it does not, the user's own tokens are what is not reached.
pub(crate) fn ends_in_a_value(body: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    match &tokens[..] {
        [.., TokenTree::Literal(_)] => true,
        [.., TokenTree::Ident(before), TokenTree::Group(last)] => match last.delimiter() {
            Delimiter::Brace => before == "else" && ends_in_a_value(&last.stream()),
            _ => before.to_string().starts_with(|c: char| c.is_ascii_uppercase()),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(body: &str) -> bool {
        !leaves_only_at_its_end(body.parse().expect("tokens"))
    }

    #[test]
    fn a_body_that_ends_in_a_value_comes_to_its_end() {
        let ends = |body: &str| ends_in_a_value(&body.parse().expect("tokens"));
        for body in ["f(); Ok(a)", "if a { exit() } else { Some(b) }", "a + 5"] {
            assert!(ends(body), "{body}");
        }
        // What only looks like an end: a loop has none, and nobody knows what a function does.
        for body in ["", "exit()", "exit(1);", "panic!()", "loop { Ok(a) }", "a::exit::<u8>()"] {
            assert!(!ends(body), "{body}");
        }
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
