//! What may stand behind a key: a literal, a path, a list, or a word applied to one of them.

use proc_macro2::{Group, Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Lit, LitBool, Result, Token, bracketed, parenthesized, token};

use crate::parse::drained;
use crate::syntax::Path;

/// What stands behind a key.
pub(crate) enum Value {
    /// `"shop/requests"`, `5ms`, `-2.5`
    Literal(Amount),
    /// `names::REQUESTS`
    Path(Path),
    /// `[5ms, 10ms]`
    List(List),
    /// `distribution[1, 2]`, `distribution(BOUNDS)`
    Applied(Ident, Box<Value>),
    /// What stands in parentheses right behind the key, unread.
    Inside(Group),
}

/// A literal with its sign.
pub(crate) struct Amount {
    pub(crate) minus: Option<Token![-]>,
    pub(crate) literal: Lit,
}

/// A list in brackets.
pub(crate) struct List {
    pub(crate) brackets: token::Bracket,
    pub(crate) values: Punctuated<Value, Token![,]>,
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let value = Self::first(input)?;
        let rest = input.fork();
        if rest.is_empty() || rest.peek(Token![,]) {
            return Ok(value);
        }
        let message = match (&value, rest.call(Ident::parse_any)) {
            (_, Ok(_)) if rest.peek(Token![=]) || rest.peek(Token![:]) => {
                "expected `,` before the next key".to_owned()
            }
            (Value::Literal(amount), Ok(unit)) => {
                format!("write `{0}{unit}`, without a blank", amount.to_token_stream())
            }
            _ => "expected `,`".to_owned(),
        };
        Err(input.error(message))
    }
}

impl Value {
    fn first(input: ParseStream<'_>) -> Result<Self> {
        // `peek(Lit)` would read it.
        let literal = input.cursor().literal().is_some() || input.peek(LitBool);
        if literal || (input.peek(Token![-]) && input.peek2(Lit)) {
            return Ok(Value::Literal(Amount { minus: input.parse()?, literal: input.parse()? }));
        }
        if input.peek(token::Bracket) {
            return input.parse().map(Value::List);
        }
        if input.peek(Ident::peek_any) && input.peek2(token::Bracket) {
            let word = input.call(Ident::parse_any)?;
            return Ok(Value::Applied(word, Box::new(Value::List(input.parse()?))));
        }
        if input.peek(Ident::peek_any) && input.peek2(token::Paren) {
            let word = input.call(Ident::parse_any)?;
            let inside;
            parenthesized!(inside in input);
            let value = drained(&inside, inside.parse())?;
            if !inside.is_empty() {
                let error = inside.error("expected `)`: a list stands in brackets");
                return drained(&inside, Err(error));
            }
            return Ok(Value::Applied(word, Box::new(value)));
        }
        if input.peek(Ident::peek_any) || input.peek(Token![::]) {
            return input.parse().map(Value::Path);
        }
        Err(input.error("expected a literal, a path or a list in brackets"))
    }
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let inside;
        let brackets = bracketed!(inside in input);
        let values = drained(&inside, Punctuated::parse_terminated(&inside))?;
        Ok(List { brackets, values })
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Value::Literal(amount) => amount.to_tokens(tokens),
            Value::Path(path) => path.to_tokens(tokens),
            Value::List(list) => list.to_tokens(tokens),
            Value::Applied(word, value) => {
                word.to_tokens(tokens);
                value.to_tokens(tokens);
            }
            Value::Inside(group) => group.to_tokens(tokens),
        }
    }
}

impl ToTokens for Amount {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.minus.to_tokens(tokens);
        self.literal.to_tokens(tokens);
    }
}

impl ToTokens for List {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.brackets.surround(tokens, |tokens| self.values.to_tokens(tokens));
    }
}
