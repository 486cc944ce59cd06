//! What a function's calls are broken down by: the keys, and where each tag's value comes from.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::faults::Faults;
use crate::model::{Given, Moves};
use crate::name::check_tag_key;
use crate::parse::tags::{Key as Written, Tag as Parsed, Tags as ParsedTags};
use crate::parse::{Value, whole};
use crate::syntax::{Expression, Path, Signature};

/// The tags of a function.
#[derive(Clone)]
pub(crate) struct Tags {
    /// The word `tags`, for its place.
    pub(crate) word: Ident,
    /// Those that are known when a call begins.
    pub(crate) at_start: Vec<Tag>,
    /// Those of the result, each by a closure.
    pub(crate) at_end: Vec<Tag>,
}

/// One of them.
#[derive(Clone)]
pub(crate) struct Tag {
    pub(crate) key: Key,
    /// `None` where it is taken from the current tags.
    pub(crate) value: Option<Expression>,
}

/// Its key: the path of a constant, or a name.
#[derive(Clone)]
pub(crate) enum Key {
    Path(Path),
    Name(syn::LitStr),
}

impl Tags {
    /// Takes them from what was given.
    pub(crate) fn of(given: &mut Given, faults: &mut Faults) -> Option<Self> {
        let arg = given.take("tags")?;
        let Value::Inside(group) = arg.value else {
            faults.at(arg.value, "`tags` takes its tags in parentheses: `tags(region)`");
            return None;
        };
        let parsed = match whole(group.stream(), |input| input.parse::<ParsedTags>()) {
            _ if group.stream().is_empty() => {
                faults.at(group, "there is no tag in here, as in `tags(region)`");
                return None;
            }
            Ok(parsed) => parsed.0,
            Err(error) => {
                faults.add(error);
                return None;
            }
        };
        let mut tags = Tags { word: arg.key, at_start: Vec::new(), at_end: Vec::new() };
        let mut keys: Vec<(String, TokenStream)> = Vec::new();
        for Parsed { key, value } in parsed {
            let written = key.to_token_stream();
            let Some(key) = Key::of(key, faults) else { continue };
            let name = key.to_token_stream().to_string();
            if let Some((_, first)) = keys.iter().find(|(known, _)| *known == name) {
                faults.twice(first, &written, format!("the tag `{written}` is given twice"));
                continue;
            }
            keys.push((name, written));
            let Some((sign, arguments)) = value.as_ref().and_then(Expression::closure) else {
                tags.at_start.push(Tag { key, value });
                continue;
            };
            if arguments.len() != 1 {
                faults.at(sign, "a closure is called with the result: `|result| …`");
            }
            tags.at_end.push(Tag { key, value });
        }
        Some(tags)
    }

    /// All of them, in the order of their columns.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Tag> {
        self.at_start.iter().chain(&self.at_end)
    }

    /// What is written of values: it may name the function's arguments.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.all().filter_map(|tag| tag.value.as_ref()).map(ToTokens::to_token_stream).collect()
    }

    /// Tells of a `self` that the function does not have.
    pub(crate) fn check_self(&self, signature: &Signature, faults: &mut Faults) {
        if !signature.has_receiver()
            && let Some(word) = find(self.tokens(), &|word| word == "self")
        {
            let message = format!(
                "`{}` has no `self`: give it tags of its own, or leave this one out",
                signature.ident
            );
            faults.at(word, message);
        }
    }

    /// Tells of a result that there is none of.
    pub(crate) fn no_result(&self, signature: &Signature, faults: &mut Faults) {
        for tag in &self.at_end {
            let message = format!(
                "`{}` returns nothing that could tell this tag: give it tags of its own, or \
                 leave this one out",
                signature.ident
            );
            faults.at(&tag.key, message);
        }
    }

    /// Tells of names that are not there any more when the tags are looked at.
    pub(crate) fn check_patterns(&self, moves: &Moves, faults: &mut Faults) {
        for pattern in moves.patterns() {
            let is_bound = |word: &Ident| find(pattern.clone(), &|bound| bound == word).is_some();
            if let Some(word) = find(self.tokens(), &is_bound) {
                let message = format!(
                    "`{word}` comes from a pattern that leaves something behind: give the \
                     argument a name, and take it apart in the body"
                );
                faults.at(word, message);
            }
        }
    }
}

impl Key {
    /// A path ends in the name of a constant, which may be written in lower case.
    fn of(written: Written, faults: &mut Faults) -> Option<Self> {
        match written {
            Written::Name(name) if check_tag_key(&name.value()).is_err() => {
                faults.at(name, "a tag key is 1 to 255 bytes of printable ASCII");
                None
            }
            Written::Name(name) => Some(Key::Name(name)),
            Written::Path(path) if path.starts_with_self() => {
                faults.at(
                    path,
                    "a key cannot depend on `Self`: the function's series is one static; write \
                     the name of the type",
                );
                None
            }
            Written::Path(mut path) => {
                if let Some(last) = path.segments.last_mut() {
                    let word = last.ident.to_string();
                    let word = word.strip_prefix("r#").unwrap_or(&word).to_uppercase();
                    last.ident = Ident::new(&word, last.ident.span());
                }
                Some(Key::Path(path))
            }
        }
    }
}

impl ToTokens for Key {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Key::Path(path) => path.to_tokens(tokens),
            Key::Name(name) => name.to_tokens(tokens),
        }
    }
}

impl ToTokens for Written {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Written::Path(path) => path.to_tokens(tokens),
            Written::Name(name) => name.to_tokens(tokens),
        }
    }
}

/// The first word that is meant, wherever it stands.
fn find(tokens: TokenStream, is_meant: &dyn Fn(&Ident) -> bool) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) => is_meant(&word).then_some(word),
        TokenTree::Group(group) => find(group.stream(), is_meant),
        _ => None,
    })
}
