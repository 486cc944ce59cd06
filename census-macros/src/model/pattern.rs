//! The names of a block's methods: one pattern, filled with the names of the type and the method.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Lit, LitStr};

use crate::faults::Faults;
use crate::model::Text;
use crate::name;
use crate::parse::{Amount, Value};
use crate::syntax::ty::Kind;
use crate::syntax::{Generics, Type};

const TYPE: &str = "{type}";
const METHOD: &str = "{method}";

/// Reads `"shop/{type}/{method}/requests"`; it is legal whatever legal words come in.
pub(crate) fn read(key: &str, value: Value, faults: &mut Faults) -> Option<Text> {
    let literal = match value {
        Value::Literal(Amount { minus: None, literal: Lit::Str(literal) }) => literal,
        other => {
            faults.at(
                other,
                format!(
                    "on an `impl` block `{key}` takes a string literal with `{METHOD}` in it, for \
                     each method has a name of its own"
                ),
            );
            return None;
        }
    };
    let written = literal.value();
    if let Some(placeholder) = other_placeholder(&written) {
        faults.at(
            &literal,
            format!("there is no `{placeholder}`: the placeholders are `{TYPE}` and `{METHOD}`"),
        );
        return None;
    }
    let filled = written.replace(TYPE, "x").replace(METHOD, "x");
    if let Err(fault) = name::check(&filled) {
        faults.at(&literal, fault.message());
        return None;
    }
    Some(Text::Literal(literal))
}

/// What a block is called after.
pub(crate) struct Named {
    /// `None` where the type has no word for a name, as `[u8]` or a parameter.
    pub(crate) ident: Option<Ident>,
}

impl Named {
    pub(crate) fn of(ty: &Type, generics: &Generics) -> Self {
        Named { ident: last_word(ty).filter(|word| !generics.has_type(word)) }
    }

    /// Checks that no two methods get one name, and that no method of another type gets it.
    pub(crate) fn check(&self, text: &Text, faults: &mut Faults) {
        let Text::Literal(literal) = text else { return };
        let written = literal.value();
        let word = self.ident.as_ref().map(|ident| snake(&ident.unraw().to_string()));
        if !written.contains(METHOD) {
            faults.at(
                literal,
                format!("`{METHOD}` is missing: without it all methods would share one series"),
            );
        }
        match word {
            None if written.contains(TYPE) => faults.at(
                literal,
                format!(
                    "this type has no name that could stand for `{TYPE}`: write a word in its place"
                ),
            ),
            Some(word) if !written.contains(TYPE) && !names(&written, &word) => faults.at(
                literal,
                format!(
                    "`{TYPE}` is missing: without it, or `{word}` in its place, methods of other \
                     types would share the series"
                ),
            ),
            _ => {}
        }
    }

    /// The name for a method; what is wrong with it is told at the method.
    pub(crate) fn fill(&self, text: &Text, method: &Ident, faults: &mut Faults) -> Text {
        let Text::Literal(literal) = text else { return text.clone() };
        let ty = self.ident.as_ref().map(|ident| snake(&ident.unraw().to_string()));
        let filled = literal
            .value()
            .replace(TYPE, &ty.unwrap_or_default())
            .replace(METHOD, &snake(&method.unraw().to_string()));
        if let Err(fault) = name::check(&filled) {
            faults.at(
                method,
                format!(
                    "`{filled}` would be a name of this method, and {}: give it names of its own \
                     with `#[measured(count = \"…\")]`, or leave it out with `#[measured(skip)]`",
                    fault.message()
                ),
            );
        }
        Text::Literal(LitStr::new(&filled, literal.span()))
    }
}

/// The last word of a type's path: `Cart` of `shop::Cart<T>` and of `&Cart`.
fn last_word(ty: &Type) -> Option<Ident> {
    match ty.kind() {
        Kind::Parenthesized(inner) | Kind::Reference(_, inner) => last_word(&inner),
        Kind::Path(path) => Some(path.last().ident.clone()),
        _ => None,
    }
}

/// Whether a pattern has a word among its own.
fn names(pattern: &str, word: &str) -> bool {
    pattern
        .split(['/', '.', '-'])
        .any(|part| part.replace("_", "").eq_ignore_ascii_case(&word.replace("_", "")))
}

fn other_placeholder(written: &str) -> Option<&str> {
    let mut rest = written;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        if ![TYPE, METHOD].contains(&&rest[..end]) {
            return Some(&rest[..end]);
        }
        rest = &rest[end..];
    }
    None
}

/// `HttpServer` as `http_server`.
pub(crate) fn snake(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before != '_'
                    && (!before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()))
            });
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Says what a placeholder is for, where it stands for nothing.
pub(crate) fn hint(written: &str) -> Option<&'static str> {
    (written.contains(TYPE) || written.contains(METHOD)).then_some(
        "; `{type}` and `{method}` stand for something in the attribute of an `impl` block only",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_in_camel_case() {
        assert_eq!(snake("HTTPServer"), "http_server");
        assert_eq!(snake("Cart2Go"), "cart2_go");
        assert_eq!(snake("getX"), "get_x");
        assert_eq!(snake("_pay_later"), "_pay_later");
        assert_eq!(snake("ABC"), "abc");
    }

    #[test]
    fn a_placeholder_that_is_none_is_found_behind_those_that_are() {
        assert_eq!(other_placeholder("a/{type}/{method}"), None);
        assert_eq!(other_placeholder("a/{type}/{fn}/b"), Some("{fn}"));
        assert_eq!(other_placeholder("a/{type"), Some("{type"));
    }
}
