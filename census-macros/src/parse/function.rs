//! What the attribute stands on. A body stays tokens: it may be anything, unfinished even.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Result, Token};

use crate::parse::block::Block;
use crate::syntax::{Attribute, Signature, visibility};

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
    pub(crate) visibility: TokenStream,
    /// `default`, where an implementation is specialised.
    pub(crate) default: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// `#![…]` at the head of the body.
    pub(crate) inner_attributes: Vec<Attribute>,
    /// The braces, for their span.
    pub(crate) braces: Group,
    /// What stands between them, but for the inner attributes.
    pub(crate) body: TokenStream,
    /// All that stands before the braces as it was written, while the signature is.
    pub(crate) head: Option<TokenStream>,
}

impl Item {
    /// Reads all of an item.
    pub(crate) fn read(item: TokenStream) -> Result<Self> {
        if let Some(block) = Block::read(&item) {
            return block.map(Box::new).map(Item::Block);
        }
        let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
        match head.pop() {
            Some(TokenTree::Group(braces)) if braces.delimiter() == Delimiter::Brace => {
                let head = TokenStream::from_iter(head);
                // What is in the braces is not looked at: it would be copied for that.
                match Head::parse.parse2(head.clone()) {
                    Ok(Ok(read)) => {
                        let function = Function { head: Some(head), ..read.with(braces)? };
                        Ok(Item::Function(Box::new(function)))
                    }
                    // It is told where it stands.
                    _ => Self::one.parse2(item),
                }
            }
            _ => Self::one.parse2(item),
        }
    }

    /// Reads a function, and all that follows if it is none.
    pub(crate) fn one(input: ParseStream<'_>) -> Result<Self> {
        let head = match Head::parse(input)? {
            Ok(head) => head,
            Err(word) => {
                input.parse::<TokenStream>()?;
                return Ok(Item::Other(word));
            }
        };
        if input.peek(Token![;]) {
            return Ok(Item::Bodiless(input.parse()?));
        }
        head.with(braces(input.parse()?)?).map(Box::new).map(Item::Function)
    }
}

/// What stands before a function's body.
struct Head {
    attributes: Vec<Attribute>,
    visibility: TokenStream,
    default: Option<Token![default]>,
    signature: Signature,
}

impl Head {
    /// Reads it, or the keyword of something that is no function.
    fn parse(input: ParseStream<'_>) -> Result<std::result::Result<Self, Ident>> {
        let attributes = Attribute::outer(input)?;
        let visibility = visibility(input)?;
        let default =
            if input.peek2(Token![!]) { None } else { input.parse::<Option<Token![default]>>()? };
        if !Signature::is_next(input) {
            return input.call(Ident::parse_any).map(Err);
        }
        Ok(Ok(Head { attributes, visibility, default, signature: input.parse()? }))
    }

    fn with(self, braces: Group) -> Result<Function> {
        let Head { attributes, visibility, default, signature } = self;
        let (inner_attributes, body) = split(braces.stream())?;
        Ok(Function {
            attributes,
            visibility,
            default,
            signature,
            inner_attributes,
            braces,
            body,
            head: None,
        })
    }
}

impl Function {
    /// The signature, to be changed.
    pub(crate) fn change(&mut self) -> &mut Signature {
        self.head = None;
        &mut self.signature
    }

    /// All that stands before the body.
    pub(crate) fn head(&self) -> TokenStream {
        self.head.clone().unwrap_or_else(|| {
            let mut tokens = TokenStream::new();
            self.attributes.iter().for_each(|attribute| attribute.to_tokens(&mut tokens));
            self.visibility.to_tokens(&mut tokens);
            self.default.to_tokens(&mut tokens);
            self.signature.to_tokens(&mut tokens);
            tokens
        })
    }

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
            TokenTree::Ident(word) => WORDS.contains(&&*word.to_string()),
            _ => false,
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.head());
        self.braces.to_tokens(tokens);
    }
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

/// The inner attributes of a body, and the rest. It is not read where there are none.
fn split(body: TokenStream) -> Result<(Vec<Attribute>, TokenStream)> {
    match body.clone().into_iter().next() {
        Some(TokenTree::Punct(sign)) if sign.as_char() == '#' => {
            let split = |input: ParseStream<'_>| Ok((Attribute::inner(input)?, input.parse()?));
            split.parse2(body)
        }
        _ => Ok((Vec::new(), body)),
    }
}
