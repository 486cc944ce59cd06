//! The tags of one request: made once, then shared and read.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::tag::{Tag, TagTtl};
use super::value::TagValueError;
use super::{context, id};
use crate::model::TagKey;

/// Bytes that the keys and values of a map may have together, as in OpenCensus.
pub const TAG_MAP_BYTES_MAX: usize = 8192;

/// Tags that travel together: sorted by key, no two keys equal, never changed.
///
/// ```
/// use census::{TagKey, TagMap, TagTtl};
///
/// const REGION: TagKey = TagKey::new("region");
/// const USER: TagKey = TagKey::new("user");
///
/// let tags = TagMap::new()
///     .edit()
///     .upsert(REGION, "eu")
///     .upsert_with(USER, 42, TagTtl::NoPropagation)
///     .build()?;
/// assert_eq!(tags.get(REGION), Some("eu"));
/// assert_eq!(tags.to_string(), "{region=eu, user=42 (stays)}");
///
/// let _scope = tags.enter(); // Until the end of the block, on this thread.
/// assert_eq!(TagMap::current().get(USER), Some("42"));
/// # Ok::<(), census::tags::TagMapError>(())
/// ```
///
/// A clone is the same map and costs an increment. [`edit`](Self::edit) makes another map of one.
/// All tags have 8,192 bytes together at most.
#[derive(Clone, Default)]
pub struct TagMap(Option<Arc<Inner>>);

struct Inner {
    /// Of this map alone, in this process.
    id: u64,
    /// Where the spans lie, in any order.
    text: Box<str>,
    /// Sorted by key; no two keys are equal.
    spans: Box<[Span]>,
}

/// Where a tag lies in the text: the key, and the value right behind it.
#[derive(Clone, Copy)]
struct Span {
    key: u32,
    value: u32,
    end: u32,
    ttl: TagTtl,
}

impl Span {
    fn of<'a>(&self, text: &'a str) -> Tag<'a> {
        let part = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
        let (key, value) = (part(self.key, self.value), part(self.value, self.end));
        Tag { key, value, ttl: self.ttl }
    }

    fn bytes(&self) -> usize {
        (self.end - self.key) as usize
    }
}

impl TagMap {
    /// The map without tags.
    pub const fn new() -> Self {
        TagMap(None)
    }

    /// The tags of the innermost scope that is open on this thread; none outside of all.
    pub fn current() -> Self {
        context::with_current(TagMap::clone)
    }

    /// The value of a tag, if it is there.
    pub fn get(&self, key: TagKey) -> Option<&str> {
        let inner = self.0.as_deref()?;
        let compare = |span: &Span| span.of(&inner.text).key.cmp(key.name());
        let at = inner.spans.binary_search_by(compare).ok()?;
        Some(inner.spans.get(at)?.of(&inner.text).value)
    }

    /// The tags, by their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Tag<'_>> {
        let (text, spans) = match &self.0 {
            Some(inner) => (&*inner.text, &*inner.spans),
            None => ("", &[][..]),
        };
        spans.iter().map(|span| span.of(text))
    }

    /// How many tags there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.spans.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// A number that this map shares with its clones only. Equal ones mean equal tags; equal tags
    /// may have different ones. Without tags it is 0.
    pub(crate) fn id(&self) -> u64 {
        self.0.as_ref().map_or(id::EMPTY, |inner| inner.id)
    }

    /// What a change starts with.
    pub(super) fn draft(&self) -> Draft {
        match &self.0 {
            Some(inner) => Draft { text: inner.text.to_string(), spans: inner.spans.to_vec() },
            None => Draft::default(),
        }
    }
}

/// Equal tags, and they travel as far.
impl PartialEq for TagMap {
    fn eq(&self, other: &TagMap) -> bool {
        self.id() == other.id() || self.iter().eq(other.iter())
    }
}

impl Eq for TagMap {}

/// In a line: `{method=get, user=42 (stays)}`.
impl fmt::Display for TagMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, tag) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{tag}")?;
        }
        f.write_str("}")
    }
}

impl fmt::Debug for TagMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagMap{self}")
    }
}

/// A map that is being made: of tags that were checked, in any order.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
    spans: Vec<Span>,
}

impl Draft {
    /// Where a key stands.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.spans.iter().position(|span| span.of(&self.text).key == key)
    }

    pub(super) fn tag(&self, at: usize) -> Option<Tag<'_>> {
        self.spans.get(at).map(|span| span.of(&self.text))
    }

    /// Adds a tag. Of several with one key the last will stay.
    pub(super) fn push(&mut self, tag: Tag<'_>) {
        // Tags are short: before a place is past `u32`, memory is.
        let place = |text: &String| text.len() as u32;
        let key = place(&self.text);
        self.text.push_str(tag.key);
        let value = place(&self.text);
        self.text.push_str(tag.value);
        self.spans.push(Span { key, value, end: place(&self.text), ttl: tag.ttl });
    }

    pub(super) fn remove(&mut self, at: usize) {
        self.spans.remove(at);
    }

    pub(super) fn build(mut self) -> Result<TagMap, TagMapError> {
        let Draft { text, spans } = &mut self;
        spans.sort_by(|one, other| one.of(text).key.cmp(other.of(text).key)); // Stable.
        spans.reverse();
        spans.dedup_by(|earlier, last| earlier.of(text).key == last.of(text).key);
        spans.reverse();
        let bytes: usize = spans.iter().map(Span::bytes).sum();
        if bytes > TAG_MAP_BYTES_MAX {
            return Err(TagMapError(Fault::TooLarge(bytes)));
        }
        if spans.is_empty() {
            return Ok(TagMap::new());
        }
        if bytes < text.len() {
            let mut compact = Draft::default();
            compact.text.reserve_exact(bytes);
            spans.iter().for_each(|span| compact.push(span.of(text)));
            self = compact;
        }
        let (text, spans) = (self.text.into_boxed_str(), self.spans.into_boxed_slice());
        Ok(TagMap(Some(Arc::new(Inner { id: id::next(), text, spans }))))
    }
}

/// Why there is no such map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagMapError(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Value(TagKey, TagValueError),
    /// So many bytes.
    TooLarge(usize),
}

impl TagMapError {
    pub(super) fn value(key: TagKey, error: TagValueError) -> Self {
        TagMapError(Fault::Value(key, error))
    }
}

impl fmt::Display for TagMapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Value(key, error) => write!(f, "tag `{}`: {error}", key.name()),
            Fault::TooLarge(bytes) => write!(
                f,
                "the tags of a map have at most {TAG_MAP_BYTES_MAX} bytes, not {bytes}; delete or \
                 shorten some"
            ),
        }
    }
}

impl Error for TagMapError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Fault::Value(_, error) => Some(error),
            Fault::TooLarge(_) => None,
        }
    }
}
