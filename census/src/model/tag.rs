//! What a view breaks its rows down by.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::model::name;
use crate::tags::ClosedTag;

/// The name of a tag: printable ASCII, 1 to 255 bytes.
///
/// ```
/// const REGION: census::TagKey = census::TagKey::new("region");
/// assert_eq!(REGION.name(), "region");
/// ```
///
/// Keys are equal if their names are.
#[derive(Clone, Copy)]
pub struct TagKey {
    name: &'static str,
    /// All the values that it has, where it has a closed set of them.
    values: Option<&'static [&'static str]>,
}

impl TagKey {
    /// Declares a tag key.
    ///
    /// # Panics
    ///
    /// If the name is not 1 to 255 bytes of printable ASCII; in a constant that is a compile-time
    /// error.
    #[track_caller]
    pub const fn new(name: &'static str) -> Self {
        assert!(
            name::check_tag_key(name).is_ok(),
            "a tag key is 1 to 255 bytes of printable ASCII"
        );
        TagKey { name, values: None }
    }

    /// Declares a tag key whose values are those of an enum that derives
    /// [`TagValue`](macro@crate::TagValue), and no others.
    ///
    /// ```
    /// use census::{TagKey, TagValue};
    ///
    /// #[derive(TagValue)]
    /// enum Method {
    ///     Get,
    ///     Put,
    /// }
    /// const METHOD: TagKey = TagKey::closed::<Method>("method");
    /// assert_eq!(METHOD.values(), Some(&["get", "put"][..]));
    /// ```
    ///
    /// Where all keys of a view are so, its rows are known before the first record: they are there
    /// from the start, at zero, and a record finds its own by the values' indices. A value that is
    /// none of the set joins the row whose tags are all `(overflow)`, and is counted in
    /// `census/overflowed_records`.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    #[track_caller]
    pub const fn closed<T: ClosedTag>(name: &'static str) -> Self {
        TagKey { values: Some(T::VALUES), ..Self::new(name) }
    }

    /// Whether the two are equal: fast where they are one constant, as they mostly are.
    #[inline]
    pub(crate) fn is(&self, other: &TagKey) -> bool {
        std::ptr::eq(self.name, other.name) || self == other
    }

    /// The same while compiling.
    pub(crate) const fn same(&self, other: &TagKey) -> bool {
        let (one, other) = (self.name.as_bytes(), other.name.as_bytes());
        if one.len() != other.len() {
            return false;
        }
        let mut at = 0;
        while at < one.len() {
            if one[at] != other[at] {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// All the values that it has, in their order, if they are a closed set.
    pub const fn values(&self) -> Option<&'static [&'static str]> {
        self.values
    }
}

impl PartialEq for TagKey {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TagKey {}

impl PartialOrd for TagKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TagKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for TagKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagKey({})", self.name)
    }
}
