//! From one map of tags to the next: all changes, or none.

use std::fmt;

use super::map::{Draft, TagMap, TagMapError};
use super::tag::{Tag, TagTtl};
use super::value::{TagValue, TagValueError};
use crate::model::TagKey;

/// Changes to a map of tags, made in their order by [`build`](Self::build).
///
/// ```
/// use census::{TagKey, TagMap};
///
/// const METHOD: TagKey = TagKey::new("method");
/// const REGION: TagKey = TagKey::new("region");
///
/// let tags = TagMap::current().edit().insert(REGION, "eu").upsert(METHOD, "get").build()?;
/// let later = tags.edit().insert(REGION, "us").update(METHOD, "put").build()?;
/// assert_eq!(later.to_string(), "{method=put, region=eu}"); // It had a region.
/// assert!(tags.edit().delete(METHOD).upsert(REGION, "Zürich").build().is_err());
/// # Ok::<(), census::tags::TagMapError>(())
/// ```
///
/// A change without a TTL gives the tag an unlimited one, whatever it had.
#[must_use = "nothing is changed before `build`"]
pub struct Edit {
    /// What the map will be if nothing changes: it keeps its id then.
    base: TagMap,
    draft: Draft,
    is_changed: bool,
    /// The first there was.
    fault: Option<TagMapError>,
}

/// When a change sets a tag.
#[derive(Clone, Copy)]
enum When {
    Absent,
    Present,
    Always,
}

impl TagMap {
    /// Begins a change: what it gives is another map.
    pub fn edit(&self) -> Edit {
        Edit { base: self.clone(), draft: self.draft(), is_changed: false, fault: None }
    }
}

impl Edit {
    /// Sets a tag if there is none with this key.
    pub fn insert<'v, V>(self, key: TagKey, value: V) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.insert_with(key, value, TagTtl::Unlimited)
    }

    /// The same, and says how far the tag travels.
    pub fn insert_with<'v, V>(self, key: TagKey, value: V, ttl: TagTtl) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.set(When::Absent, key, value.try_into().map_err(TagValueError::from), ttl)
    }

    /// Sets a tag if there is one with this key.
    pub fn update<'v, V>(self, key: TagKey, value: V) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.update_with(key, value, TagTtl::Unlimited)
    }

    /// The same, and says how far the tag travels.
    pub fn update_with<'v, V>(self, key: TagKey, value: V, ttl: TagTtl) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.set(When::Present, key, value.try_into().map_err(TagValueError::from), ttl)
    }

    /// Sets a tag, whether or not there is one with this key.
    pub fn upsert<'v, V>(self, key: TagKey, value: V) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.upsert_with(key, value, TagTtl::Unlimited)
    }

    /// The same, and says how far the tag travels.
    pub fn upsert_with<'v, V>(self, key: TagKey, value: V, ttl: TagTtl) -> Self
    where
        V: TryInto<TagValue<'v>>,
        TagValueError: From<V::Error>,
    {
        self.set(When::Always, key, value.try_into().map_err(TagValueError::from), ttl)
    }

    /// Takes the tag with this key away, if there is one.
    pub fn delete(mut self, key: TagKey) -> Self {
        if let Some(at) = self.draft.find(key.name()) {
            self.draft.remove(at);
            self.is_changed = true;
        }
        self
    }

    /// The map with all changes.
    ///
    /// # Errors
    ///
    /// If a value is none, also of a tag that would not have been set; if there are more than 8,192
    /// bytes of tags. Then there is no new map, and the old one is what it was.
    pub fn build(self) -> Result<TagMap, TagMapError> {
        match self.fault {
            Some(fault) => Err(fault),
            None if self.is_changed => self.draft.build(),
            None => Ok(self.base),
        }
    }

    fn set(
        mut self,
        when: When,
        key: TagKey,
        value: Result<TagValue<'_>, TagValueError>,
        ttl: TagTtl,
    ) -> Self {
        let value = match value {
            Ok(value) => value,
            Err(error) => {
                self.fault.get_or_insert_with(|| TagMapError::value(key, error));
                return self;
            }
        };
        let tag = Tag { key: key.name(), value: value.as_str(), ttl };
        let at = self.draft.find(tag.key);
        match (when, at) {
            (When::Absent, Some(_)) | (When::Present, None) => return self,
            (_, Some(at)) if self.draft.tag(at) == Some(tag) => return self,
            (_, Some(at)) => self.draft.remove(at),
            (_, None) => {}
        }
        self.draft.push(tag);
        self.is_changed = true;
        self
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit").field("base", &self.base).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
