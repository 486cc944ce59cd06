//! What the attribute stands on. A body stays tokens: it may be anything, unfinished even.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Result, Signature, Token, Visibility};

use crate::parse::block::Block;

/// What the attribute stands on.
pub(crate) enum Item {
    Function(Box<Function>),
    Block(Box<Block>),
    /// A method of a trait, or a foreign function, with what stands in place of its body.
    Bodiless(Token![;]),
    /// Something that is no function, by its keyword.
    Other(Ident),
}

/// A function or a method, as it was written.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    /// `default`, where an implementation is specialised.
    pub(crate) default: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// `#![…]` at the head of the body.
    pub(crate) inner_attributes: Vec<Attribute>,
    /// The braces, for their span.
    pub(crate) braces: Group,
    /// What stands between them, but for the inner attributes.
    pub(crate) body: TokenStream,
}

impl Item {
    /// Reads all of an item.
    pub(crate) fn read(item: TokenStream) -> Result<Self> {
        match Block::read(&item) {
            Some(block) => block.map(Box::new).map(Item::Block),
            None => Self::one.parse2(item),
        }
    }

    /// Reads a function, and all that follows if it is none.
    pub(crate) fn one(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let default =
            if input.peek2(Token![!]) { None } else { input.parse::<Option<Token![default]>>()? };
        if !starts_function(input) {
            let word = input.call(Ident::parse_any)?;
            input.parse::<TokenStream>()?;
            return Ok(Item::Other(word));
        }
        let signature = input.parse()?;
        if input.peek(Token![;]) {
            return Ok(Item::Bodiless(input.parse()?));
        }
        let braces = braces(input.parse()?)?;
        let (inner_attributes, body) = split.parse2(braces.stream())?;
        Ok(Item::Function(Box::new(Function {
            attributes,
            visibility,
            default,
            signature,
            inner_attributes,
            braces,
            body,
        })))
    }
}

impl Function {
    /// Its name, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.signature.ident.unraw().to_string()
    }

    /// Whether items may stand among the statements of the body.
    pub(crate) fn has_items(&self) -> bool {
        const WORDS: &[&str] = &[
            "const", "enum", "extern", "fn", "impl", "mod", "static", "struct", "trait", "type",
            "union", "use",
        ];
        self.body.clone().into_iter().any(|token| match token {
            TokenTree::Ident(word) => WORDS.iter().any(|item| word == item),
            _ => false,
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.default.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.braces.to_tokens(tokens);
    }
}

fn starts_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let _words: Result<()> = (|| {
        ahead.parse::<Option<Token![const]>>()?;
        ahead.parse::<Option<Token![async]>>()?;
        ahead.parse::<Option<Token![unsafe]>>()?;
        ahead.parse::<Option<syn::Abi>>()?;
        Ok(())
    })();
    ahead.peek(Token![fn])
}

/// The body; one that a `macro_rules!` was given as a `block` is wrapped once more.
fn braces(token: TokenTree) -> Result<Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Ok(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            braces(syn::parse2(group.stream())?)
        }
        other => Err(syn::Error::new(other.span(), "expected the function's body")),
    }
}

fn split(input: ParseStream<'_>) -> Result<(Vec<Attribute>, TokenStream)> {
    Ok((input.call(Attribute::parse_inner)?, input.parse()?))
}
