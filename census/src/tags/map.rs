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

/// Tags that are looked at one by one to find one, which is quicker than a search in so few.
const SCANNED_MAX: usize = 16;

/// Text and tags that an edit has room for before it asks for more.
const EDIT_BYTES: usize = 64;
const EDIT_TAGS: usize = 4;

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
    /// Where the spans lie, in any order, and what an edit left over.
    text: String,
    /// Sorted by key; no two keys are equal.
    spans: Vec<Span>,
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
        Tag { key: self.key(text), value: self.value(text), ttl: self.ttl }
    }

    fn key<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.key as usize..self.value as usize).unwrap_or_default()
    }

    fn value<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.value as usize..self.end as usize).unwrap_or_default()
    }

    /// Whether it has this key; most that have another are told by their lengths.
    fn is(&self, key: &str, text: &str) -> bool {
        (self.value - self.key) as usize == key.len() && self.key(text) == key
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
        let (key, text) = (key.name(), inner.text.as_str());
        let span = if inner.spans.len() <= SCANNED_MAX {
            inner.spans.iter().find(|span| span.is(key, text))?
        } else {
            let at = inner.spans.binary_search_by(|span| span.key(text).cmp(key)).ok()?;
            inner.spans.get(at)?
        };
        Some(span.value(text))
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
        let (text, spans) = match &self.0 {
            Some(inner) => (&*inner.text, &*inner.spans),
            None => ("", &[][..]),
        };
        let mut draft = Draft::with_capacity(text.len() + EDIT_BYTES, spans.len() + EDIT_TAGS);
        draft.text.push_str(text);
        draft.spans.extend_from_slice(spans);
        draft
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
    fn with_capacity(bytes: usize, tags: usize) -> Self {
        Draft { text: String::with_capacity(bytes), spans: Vec::with_capacity(tags) }
    }

    /// Where a key stands.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.spans.iter().position(|span| span.is(key, &self.text))
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
        spans.sort_by(|one, other| one.key(text).cmp(other.key(text))); // Stable.
        spans.dedup_by(|later, kept| {
            let is_equal = later.key(text) == kept.key(text);
            if is_equal {
                *kept = *later;
            }
            is_equal
        });
        let bytes: usize = spans.iter().map(Span::bytes).sum();
        if bytes > TAG_MAP_BYTES_MAX {
            return Err(TagMapError(Fault::TooLarge(bytes)));
        }
        if spans.is_empty() {
            return Ok(TagMap::new());
        }
        if text.capacity() > 2 * (bytes + EDIT_BYTES) {
            let mut compact = Draft::with_capacity(bytes, spans.len());
            spans.iter().for_each(|span| compact.push(span.of(text)));
            self = compact;
        }
        let Draft { text, spans } = self;
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
