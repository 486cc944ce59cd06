//! Angle brackets, which make no group of what stands between them: here they are counted.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Result, Token};

/// How deep within angle brackets one is.
#[derive(Default)]
pub(crate) struct Depth {
    open: usize,
    /// Whether the last token was the first half of `->`.
    arrow: bool,
}

impl Depth {
    /// Goes past a token.
    pub(crate) fn pass(&mut self, token: &TokenTree) {
        let sign = match token {
            TokenTree::Punct(sign) => sign.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => self.open += 1,
            '>' if !self.arrow => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.arrow = sign == '-';
    }

    pub(crate) fn is_outside(&self) -> bool {
        self.open == 0
    }
}

/// Takes all tokens up to one that ends them, or to the end. What stands in angle brackets ends
/// nothing.
pub(crate) fn up_to(
    input: ParseStream<'_>,
    ends: fn(ParseStream<'_>) -> bool,
) -> Result<TokenStream> {
    let (mut tokens, mut depth) = (TokenStream::new(), Depth::default());
    while !(input.is_empty() || depth.is_outside() && ends(input)) {
        let token: TokenTree = input.parse()?;
        depth.pass(&token);
        tokens.extend([token]);
    }
    Ok(tokens)
}

/// Takes `<…>`, if it comes next.
pub(crate) fn angled(input: ParseStream<'_>) -> Result<TokenStream> {
    let (mut tokens, mut depth) = (TokenStream::new(), Depth::default());
    if input.peek(Token![<]) {
        // By itself, as it may stand in a group without signs.
        input.parse::<Token![<]>()?.to_tokens(&mut tokens);
        tokens.clone().into_iter().for_each(|open| depth.pass(&open));
    }
    while !depth.is_outside() {
        let token: TokenTree = input.parse()?;
        depth.pass(&token);
        tokens.extend([token]);
    }
    Ok(tokens)
}

/// What stands between signs; after the last one nothing need follow.
pub(crate) fn parts(tokens: TokenStream, sign: char) -> Vec<TokenStream> {
    let (mut parts, mut part, mut depth) = (Vec::new(), TokenStream::new(), Depth::default());
    for token in tokens {
        if depth.is_outside() && is(&token, sign) {
            parts.push(std::mem::take(&mut part));
        } else {
            depth.pass(&token);
            part.extend([token]);
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Whether a token is such a sign.
pub(crate) fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}
