//! Patterns: tokens, of which one may ask what kind they are.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Token;
use syn::parse::{ParseStream, Parser};

use crate::syntax::angles::{Depth, is, parts};
use crate::syntax::{Attribute, Path, bare};

/// A pattern, as it was written.
#[derive(Clone)]
pub(crate) struct Pattern(TokenStream);

/// What kind of pattern it is.
pub(crate) enum Kind {
    /// `_`
    Wild,
    /// `..`
    Rest,
    /// A name for the value. A constant may look like one.
    Name(Name),
    /// `A | B`
    Or(Vec<Pattern>),
    Parenthesized(Pattern),
    Tuple(Vec<Pattern>),
    Path(Path),
    TupleStruct(Path, Vec<Pattern>),
    /// With those of its fields, and whether `..` stands for more.
    Struct(Path, Vec<Pattern>, bool),
    Other,
}

/// `ref mut name @ pattern`
pub(crate) struct Name {
    pub(crate) ident: Ident,
    /// Whether neither `ref` stands before it nor `@` behind.
    pub(crate) is_plain: bool,
    /// Whether `@` stands behind it.
    pub(crate) is_bound: bool,
}

impl Pattern {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Pattern(tokens)
    }

    /// Looks at it.
    pub(crate) fn kind(&self) -> Kind {
        let mut tokens = bare(&self.0);
        if tokens.iter().any(|token| is(token, '|')) {
            let cases = parts(tokens.iter().cloned().collect(), '|');
            if cases.len() > 1 {
                let cases = cases.into_iter().filter(|case| !case.is_empty());
                return Kind::Or(cases.map(Pattern).collect());
            }
        }
        match &tokens[..] {
            [TokenTree::Ident(word)] if word == "_" => Kind::Wild,
            _ if self.is_rest() => Kind::Rest,
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                let last = group.stream().into_iter().last();
                let comma = last.is_some_and(|last| is(&last, ','));
                let mut inside = all(group.stream());
                match inside.len() {
                    1 if !(comma || inside[0].is_rest()) => Kind::Parenthesized(inside.remove(0)),
                    _ => Kind::Tuple(inside),
                }
            }
            [TokenTree::Ident(word), ..] if word == "ref" || word == "mut" => name(&tokens),
            [TokenTree::Ident(word)] if !is_keyword(word) => name(&tokens),
            [TokenTree::Ident(_), at, ..] if is(at, '@') => name(&tokens),
            // A path's first word, sign, or all of it, as a `macro_rules!` was given it.
            [TokenTree::Ident(_) | TokenTree::Punct(_), ..] | [TokenTree::Group(_), _, ..] => {
                let last = tokens.pop();
                of_path(self, tokens, last)
            }
            _ => Kind::Other,
        }
    }

    fn is_rest(&self) -> bool {
        matches!(&bare(&self.0)[..], [one, two] if is(one, '.') && is(two, '.'))
    }

    /// The first token that no pattern has.
    pub(crate) fn wrong(&self) -> Option<Span> {
        const NONE: &[&str] = &["else", "for", "if", "let", "loop", "match", "return", "while"];
        let (mut tokens, mut depth) = (self.0.clone().into_iter().peekable(), Depth::default());
        while let Some(token) = tokens.next() {
            depth.pass(&token);
            if !depth.is_outside() {
                continue;
            }
            let is_wrong = match &token {
                TokenTree::Ident(word) if NONE.iter().any(|none| word == none) => true,
                TokenTree::Punct(sign) => ";?,".contains(sign.as_char()),
                _ => false,
            };
            if is_wrong {
                return Some(token.span());
            }
            // Two words in a row are none.
            let opens = match &token {
                TokenTree::Ident(word) => word == "ref" || word == "mut",
                TokenTree::Punct(_) => true,
                TokenTree::Group(_) | TokenTree::Literal(_) => false,
            };
            if let (false, Some(TokenTree::Ident(next))) = (opens, tokens.peek()) {
                return Some(next.span());
            }
        }
        None
    }
}

fn is_keyword(word: &Ident) -> bool {
    ["Self", "crate", "false", "self", "super", "true"].iter().any(|keyword| word == keyword)
}

/// All patterns between commas.
fn all(tokens: TokenStream) -> Vec<Pattern> {
    parts(tokens, ',').into_iter().map(Pattern).collect()
}

fn name(tokens: &[TokenTree]) -> Kind {
    let mut by_reference = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "ref" => by_reference = true,
            TokenTree::Ident(word) if word == "mut" => {}
            TokenTree::Ident(ident) => {
                let is_bound = at + 1 < tokens.len();
                let is_plain = !by_reference && !is_bound;
                return Kind::Name(Name { ident: ident.clone(), is_plain, is_bound });
            }
            _ => break,
        }
    }
    Kind::Other
}

/// One that begins with a path.
fn of_path(whole: &Pattern, before: Vec<TokenTree>, last: Option<TokenTree>) -> Kind {
    let path = |tokens: TokenStream| syn::parse2::<Path>(tokens).ok();
    let of = match last {
        Some(TokenTree::Group(group)) => {
            path(before.into_iter().collect()).map(|path| match group.delimiter() {
                Delimiter::Parenthesis => Kind::TupleStruct(path, all(group.stream())),
                Delimiter::Brace => {
                    let fields = all(group.stream());
                    let count = fields.len();
                    let fields: Vec<Pattern> = fields.into_iter().filter_map(field).collect();
                    let rest = fields.len() < count;
                    Kind::Struct(path, fields, rest)
                }
                _ => Kind::Other,
            })
        }
        _ => path(whole.0.clone()).map(Kind::Path),
    };
    of.unwrap_or(Kind::Other)
}

/// The pattern of a field; `None` of `..`.
fn field(field: Pattern) -> Option<Pattern> {
    let read = |input: ParseStream<'_>| {
        Attribute::outer(input)?;
        if input.peek2(Token![:]) && !input.peek2(Token![::]) {
            input.parse::<TokenTree>()?;
            input.parse::<Token![:]>()?;
        }
        input.parse()
    };
    let pattern = Pattern(read.parse2(field.0).unwrap_or_default());
    match pattern.kind() {
        Kind::Rest => None,
        _ => Some(pattern),
    }
}

impl ToTokens for Pattern {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::text;

    fn kind(written: &str) -> String {
        let inside = |all: &[Pattern]| all.iter().map(kind_of).collect::<Vec<_>>().join(" ");
        fn kind_of(pattern: &Pattern) -> String {
            kind(&pattern.to_token_stream().to_string())
        }
        match Pattern::new(written.parse().expect(written)).kind() {
            Kind::Wild => "_".to_owned(),
            Kind::Rest => "..".to_owned(),
            Kind::Name(name) => format!("{} {}", name.ident, name.is_plain),
            Kind::Or(cases) => format!("[{}]", inside(&cases)),
            Kind::Parenthesized(pattern) => kind_of(&pattern),
            Kind::Tuple(all) => format!("({})", inside(&all)),
            Kind::Path(path) => text(path),
            Kind::TupleStruct(path, all) => format!("{}({})", path.last().ident, inside(&all)),
            Kind::Struct(path, all, rest) => {
                format!("{}{{{} {rest}}}", path.last().ident, inside(&all))
            }
            Kind::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_pattern_is_taken_apart() {
        assert_eq!(kind("mut a"), "a true");
        assert_eq!(kind("ref a"), "a false");
        assert_eq!(kind("a @ B"), "a false");
        assert_eq!(kind("| A::B | _"), "[A::B _]");
        assert_eq!(
            [kind("(a)"), kind("(a,)"), kind("(..)"), kind("()")].join(" "),
            "a true (a true) (..) ()"
        );
        assert_eq!(kind("a::B(_, mut c, ..)"), "B(_ c true ..)");
        assert_eq!(
            kind("a::B { c, d: (e, f), #[x] g, .. }"),
            "B{c true (e true f true) g true true}"
        );
        assert_eq!(kind("A { ref b, 0: c }"), "A{b false c true false}");
        assert_eq!(
            ["true", "&a", "[a, b]", "1..=5", "m!()"].map(kind).join(" "),
            "other other other other other"
        );
    }

    #[test]
    fn what_is_no_pattern_is_told_where_it_is_none() {
        let wrong = |text: &str| Pattern::new(text.parse().expect(text)).wrong().is_some();
        for text in ["if a", "Ok(_) bad", "A B", "a?", "1 2 b"] {
            assert!(wrong(text), "{text}");
        }
        for text in [
            "ref mut a @ Some(_)",
            "A | B::C { d, .. }",
            "1..=5",
            "&mut (a, b)",
            "-1",
            "<A as B>::C",
        ] {
            assert!(!wrong(text), "{text}");
        }
    }
}
