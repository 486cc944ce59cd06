//! `key = value, …`, read to its end however much of it is wrong.

use proc_macro2::{Ident, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Peek};
use syn::{Result, Token, token};

use crate::faults::Faults;
use crate::parse::Value;

/// `key = value`, `key(…)`, or `key: value`.
pub(crate) struct Arg<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// All of them, in the order in which they were written.
pub(crate) struct Args {
    pub(crate) args: Vec<Arg<Value>>,
    /// Words without a value.
    pub(crate) words: Vec<Ident>,
    /// What stands between a key and its value.
    pub(crate) sign: &'static str,
}

impl Args {
    /// Reads them to the end of the input; a bad one is told and passed over.
    pub(crate) fn parse<T: Peek>(
        input: ParseStream<'_>,
        between: T,
        sign: &'static str,
        faults: &mut Faults,
    ) -> Self {
        let mut args = Args { args: Vec::new(), words: Vec::new(), sign };
        while !input.is_empty() {
            match Arg::parse(input, between, sign) {
                Ok(Ok(arg)) => args.args.push(arg),
                Ok(Err(word)) => args.words.push(word),
                Err(error) => {
                    faults.add(error);
                    pass_over(input);
                }
            }
            let _comma: Result<Token![,]> = input.parse();
        }
        args
    }
}

impl Arg<Value> {
    /// Reads one; a word that stands alone is given as it is.
    fn parse<T: Peek>(
        input: ParseStream<'_>,
        between: T,
        sign: &str,
    ) -> Result<std::result::Result<Self, Ident>> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!("expected a key and its value, as in `key {sign} …`")));
        }
        let key = input.call(Ident::parse_any)?;
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Err(key));
        }
        if sign == "=" && input.peek(token::Paren) {
            let value = Value::Inside(input.parse()?);
            if !input.is_empty() && !input.peek(Token![,]) {
                return Err(input.error("expected `,`"));
            }
            return Ok(Ok(Arg { key, value }));
        }
        if !input.peek(between) {
            return Err(input.error(format!("expected `{sign}` after `{key}`")));
        }
        let _sign: TokenTree = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!("`{key}` needs a value behind its `{sign}`");
            return Err(syn::Error::new(key.span(), message));
        }
        Ok(Ok(Arg { key, value: input.parse()? }))
    }
}

/// Goes to the next comma, or to the end.
fn pass_over(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _passed: Result<TokenTree> = input.parse();
    }
}
