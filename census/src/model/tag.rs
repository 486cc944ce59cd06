//! What a view breaks its rows down by.

use std::fmt;

use crate::model::name;

/// The name of a tag: printable ASCII, 1 to 255 bytes.
///
/// ```
/// const REGION: census::TagKey = census::TagKey::new("region");
/// assert_eq!(REGION.name(), "region");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKey(&'static str);

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
        TagKey(name)
    }

    /// Whether the two are equal: fast where they are one constant, as they mostly are.
    #[inline]
    pub(crate) fn is(&self, other: &TagKey) -> bool {
        std::ptr::eq(self.0, other.0) || self == other
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagKey({})", self.0)
    }
}
