//! Expressions: all tokens up to the comma behind them.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Lifetime, Result, Token};

use crate::syntax::angles::{angled, is, parts};

/// An expression, as it was written.
#[derive(Clone)]
pub(crate) struct Expression(TokenStream);

/// Words that another may follow.
const WORDS: &[&str] = &[
    "as", "async", "break", "const", "dyn", "else", "extern", "for", "if", "in", "let", "loop",
    "match", "move", "mut", "ref", "return", "static", "unsafe", "while", "yield",
];

impl Expression {
    /// The arguments of a closure, each as it was written, and the sign before them; `None` of what
    /// is none.
    pub(crate) fn closure(&self) -> Option<(TokenTree, Vec<TokenStream>)> {
        const BEFORE: [&str; 3] = ["async", "move", "static"];
        let mut tokens = self.0.clone().into_iter();
        let first = tokens.find(|token| !BEFORE.contains(&&*token.to_string()))?;
        if !is(&first, '|') {
            return None;
        }
        Some((first, parts(tokens.take_while(|token| !is(token, '|')).collect(), ',')))
    }
}

impl Parse for Expression {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut tokens = TokenStream::new();
        // Whether an operand has come to its end, and whether it is a type's name.
        let (mut ended, mut is_type) = (false, false);
        while !(input.is_empty() || input.peek(Token![,]) || ended && is_another(input)) {
            // What a `macro_rules!` was given is an operand, and stays together.
            if input.cursor().group(Delimiter::None).is_some() {
                tokens.extend([input.parse::<TokenTree>()?]);
                (ended, is_type) = (true, false);
                continue;
            }
            if (!ended || is_type) && input.peek(Token![<]) && !input.peek(Token![<=]) {
                tokens.extend(angled(input)?);
                continue;
            }
            if input.peek(Token![::]) && input.peek3(Token![<]) {
                input.parse::<Token![::]>()?.to_tokens(&mut tokens);
                tokens.extend(angled(input)?);
                continue;
            }
            if input.peek(Token![->]) {
                input.parse::<Token![->]>()?.to_tokens(&mut tokens);
                (ended, is_type) = (false, true);
                continue;
            }
            // Of `break 'a b` and `#[inline] || b`: an operand follows.
            if input.peek(Lifetime) || (!ended && input.peek(Token![#])) {
                tokens.extend([input.parse::<TokenTree>()?, input.parse()?]);
                continue;
            }
            // Their second halves would be taken for the beginning of something.
            if ended && (input.peek(Token![<<]) || input.peek(Token![||])) {
                tokens.extend([input.parse::<TokenTree>()?]);
            }
            let token: TokenTree = input.parse()?;
            if !ended && is(&token, '|') {
                closure(input, token, &mut tokens)?;
                continue;
            }
            is_type = match &token {
                TokenTree::Ident(word) => is_type || word == "as",
                TokenTree::Punct(sign) => is_type && (!ended || sign.as_char() == ':'),
                TokenTree::Group(_) | TokenTree::Literal(_) => false,
            };
            ended = match &token {
                TokenTree::Ident(word) => !is_open(word),
                TokenTree::Punct(sign) => sign.as_char() == '?',
                TokenTree::Group(_) | TokenTree::Literal(_) => true,
            };
            tokens.extend([token]);
        }
        if tokens.is_empty() {
            return Err(input.error("expected an expression"));
        }
        Ok(Expression(tokens))
    }
}

/// Whether something else begins where an operand has ended.
fn is_another(input: ParseStream<'_>) -> bool {
    let goes_on = input.peek(Token![as]) || input.peek(Token![else]) || input.peek(Token![in]);
    !goes_on && (input.peek(syn::Ident) || input.cursor().literal().is_some())
}

fn is_open(word: &Ident) -> bool {
    WORDS.iter().any(|open| word == open)
}

/// The arguments of a closure, in which commas stand.
fn closure(input: ParseStream<'_>, first: TokenTree, tokens: &mut TokenStream) -> Result<()> {
    tokens.extend([first]);
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let closed = is(&token, '|');
        tokens.extend([token]);
        if closed {
            break;
        }
    }
    Ok(())
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.clone());
    }
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser;
    use syn::punctuated::Punctuated;

    use super::*;
    use crate::syntax::text;

    fn all(text: &str) -> Vec<Expression> {
        let read = Punctuated::<Expression, Token![,]>::parse_terminated;
        read.parse_str(text).expect("expressions").into_iter().collect()
    }

    #[test]
    fn a_comma_ends_an_expression_where_it_separates_nothing_in_it() {
        let expressions = [
            "a::<B, C>(d)",
            "<A as B<C, D>>::e",
            "a < b",
            "1 << b",
            "a || b > c",
            "a | b",
            "if a < b { c } else { d }",
            "a as u8",
            "a as u8 <= 1",
            "a as *mut B<C, D>",
            "&a as &'b dyn C<D, E>",
            "|a| -> B<C, D> { a }",
            "#[inline] |a, b| a",
            "break 'a b",
            "a.b::<C, D>()?.0",
            "&mut a[1]",
            "-1.5",
            "format!(\"{a}\", b)",
            "|a, b| a",
            "move |(a, b): (A, B)| a | b",
            "|| a",
            "a.b(|c, d| c)",
            "A { b, c }",
            "match a { B => c, _ => d }",
        ];
        let expected = expressions.map(|text| text.replace(' ', ""));
        let read = all(&expressions.join(", "));
        assert_eq!(read.into_iter().map(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_closure_is_known_by_its_first_sign() {
        let arguments = |text: &str| {
            let closure = all(text)[0].closure();
            closure.map(|(_, arguments)| arguments.len())
        };
        assert_eq!(arguments("|a| b"), Some(1));
        assert_eq!(arguments("move |a: A<B, C>, (d, e)| f"), Some(2));
        assert_eq!(arguments("|| b"), Some(0));
        assert_eq!(arguments("a | b"), None);
    }

    #[test]
    fn an_operand_behind_another_begins_something_else() {
        let read = |input: ParseStream<'_>| {
            let first: Expression = input.parse()?;
            Ok((text(first), text(input.parse::<TokenStream>()?)))
        };
        let (first, rest) = read.parse_str("a.b() + 3 c = 4").expect("an expression");
        assert_eq!((first.as_str(), rest.as_str()), ("a.b()+3", "c=4"));
    }
}
