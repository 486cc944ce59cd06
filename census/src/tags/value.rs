//! What stands beside a key in a tag, checked where it is made, so that every tag can travel.

use std::borrow::Cow;
use std::convert::Infallible;
use std::error::Error;
use std::fmt;

use crate::model::name::printable_bytes;

/// Bytes a tag's value may have, as in OpenCensus.
pub const TAG_VALUE_BYTES_MAX: usize = 255;

/// The value of a tag: printable ASCII, 0 to 255 bytes.
///
/// ```
/// use census::TagValue;
///
/// const EUROPE: TagValue = TagValue::new("eu"); // Checked while compiling.
/// assert_eq!(EUROPE.as_str(), "eu");
/// assert_eq!(TagValue::try_from("europe-west1")?.as_str(), "europe-west1");
/// assert_eq!(TagValue::from(404_u16).as_str(), "404");
/// assert_eq!(TagValue::from(true).as_str(), "true");
/// assert_eq!(TagValue::lossy("Zürich").as_str(), "Z?rich");
/// assert!(TagValue::try_from("Zürich").is_err());
/// # Ok::<(), census::tags::TagValueError>(())
/// ```
///
/// An empty value is one; a tag that is absent is another thing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagValue<'a>(Cow<'a, str>);

impl TagValue<'static> {
    /// A value that is known when the program is written.
    ///
    /// # Panics
    ///
    /// If it is not 0 to 255 bytes of printable ASCII; in a constant that is a compile-time error.
    #[track_caller]
    pub const fn new(value: &'static str) -> Self {
        assert!(
            value.len() <= TAG_VALUE_BYTES_MAX && printable_bytes(value.as_bytes()) == value.len(),
            "a tag value is 0 to 255 bytes of printable ASCII"
        );
        TagValue(Cow::Borrowed(value))
    }
}

impl TagValue<'static> {
    /// A value that has been checked.
    pub(crate) const fn known(value: &'static str) -> Self {
        TagValue(Cow::Borrowed(value))
    }
}

impl<'a> TagValue<'a> {
    /// The value of any text: what is not printable ASCII becomes `?`, and what is past 255 bytes
    /// is cut off. Different texts may become one value.
    pub fn lossy(text: &'a str) -> Self {
        if check(text).is_ok() {
            return TagValue(Cow::Borrowed(text));
        }
        let printable = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
        TagValue(Cow::Owned(text.chars().take(TAG_VALUE_BYTES_MAX).map(printable).collect()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value with a text of its own.
    pub fn into_owned(self) -> TagValue<'static> {
        TagValue(Cow::Owned(self.0.into_owned()))
    }
}

/// Says whether a text can be a value.
pub(super) fn check(text: &str) -> Result<(), TagValueError> {
    if text.len() > TAG_VALUE_BYTES_MAX {
        return Err(TagValueError(Fault::TooLong(text.len())));
    }
    let at = printable_bytes(text.as_bytes()); // What stands before it is one byte a character.
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        None => Ok(()),
        Some(c) => Err(TagValueError(Fault::Character(at, c))),
    }
}

impl<'a> TryFrom<&'a str> for TagValue<'a> {
    type Error = TagValueError;

    fn try_from(value: &'a str) -> Result<Self, TagValueError> {
        check(value).map(|()| TagValue(Cow::Borrowed(value)))
    }
}

impl<'a> TryFrom<&'a String> for TagValue<'a> {
    type Error = TagValueError;

    fn try_from(value: &'a String) -> Result<Self, TagValueError> {
        TagValue::try_from(value.as_str())
    }
}

impl TryFrom<String> for TagValue<'_> {
    type Error = TagValueError;

    fn try_from(value: String) -> Result<Self, TagValueError> {
        check(&value).map(|()| TagValue(Cow::Owned(value)))
    }
}

impl<'a> From<&'a TagValue<'_>> for TagValue<'a> {
    fn from(value: &'a TagValue<'_>) -> Self {
        TagValue(Cow::Borrowed(&value.0))
    }
}

impl From<bool> for TagValue<'_> {
    fn from(value: bool) -> Self {
        TagValue(Cow::Borrowed(if value { "true" } else { "false" }))
    }
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for TagValue<'_> {
            fn from(value: $number) -> Self {
                TagValue(Cow::Owned(value.to_string()))
            }
        }
    )*};
}

// Floats are left out: a tag with so many values is a measure.
whole_numbers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

impl fmt::Display for TagValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for TagValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagValue({})", self.0)
    }
}

/// Why a text cannot be a tag's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagValueError(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// So many bytes.
    TooLong(usize),
    /// At this byte stands this.
    Character(usize, char),
}

impl fmt::Display for TagValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Fault::TooLong(bytes) => write!(f, "a tag value has at most 255 bytes, not {bytes}")?,
            Fault::Character(at, c) => {
                write!(f, "a tag value is printable ASCII, and `{}` is not,", c.escape_debug())?;
                write!(f, " at byte {at}")?;
            }
        }
        f.write_str("; shorten or encode it, or make it with `TagValue::lossy`")
    }
}

impl Error for TagValueError {}

impl From<Infallible> for TagValueError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_printable_ascii_of_0_to_255_bytes() {
        // OpenCensus' vector A33.
        for good in ["", " v ", &"a".repeat(255), "~"] {
            assert_eq!(TagValue::try_from(good).expect(good).as_str(), good);
        }
        for bad in [&"a".repeat(256), "Приве́т", "v\x19", "v\x7f", "\n"] {
            assert!(TagValue::try_from(bad).is_err(), "`{bad}`");
            assert!(TagValue::try_from(bad.to_owned()).is_err(), "`{bad}`");
        }
    }

    #[test]
    fn an_error_says_what_stands_where_and_the_way_out() {
        let way_out = "; shorten or encode it, or make it with `TagValue::lossy`";
        let error = |text: &str| check(text).unwrap_err().to_string();
        assert_eq!(
            error("abü"),
            format!("a tag value is printable ASCII, and `ü` is not, at byte 2{way_out}")
        );
        assert_eq!(
            error(&"x".repeat(300)),
            format!("a tag value has at most 255 bytes, not 300{way_out}")
        );
    }

    #[test]
    fn a_lossy_value_is_one_whatever_the_text() {
        assert_eq!(TagValue::lossy("a\0\n\u{1F980}").as_str(), "a???");
        assert_eq!(TagValue::lossy(&"ü".repeat(300)).as_str(), "?".repeat(255));
        assert!(matches!(TagValue::lossy("plain").0, Cow::Borrowed("plain")));
    }
}
