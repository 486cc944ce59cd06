//! What a record can be given as the value of a tag: borrowed, so that nothing is allocated for it.

use std::borrow::Cow;
use std::fmt;

use super::pairs;
use super::value::TagValue;
use crate::model::TagKey;

/// What can be the value of a tag in a record: a string, a whole number, a `bool`, an enum that
/// derives [`TagValue`](macro@crate::TagValue); an [`Option`] of them, where a tag may be missing.
///
/// ```
/// use census::tags::AsTag;
///
/// assert_eq!(404_u16.as_tag().to_string(), "404");
/// assert_eq!("eu".as_tag().as_str(), Some("eu"));
/// assert_eq!(None::<&str>.as_tag().as_str(), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a tag",
    label = "no value of a tag",
    note = "a string, a whole number and a `bool` can be one, an enum that derives `TagValue`, and \
            an `Option` of them"
)]
pub trait AsTag {
    /// The value, borrowed.
    fn as_tag(&self) -> TagRef<'_>;

    /// Calls `given` with the texts of tags that have such values, if these are texts, and else
    /// `made`: chosen by the type, so that for texts there is nothing to do.
    #[doc(hidden)]
    #[inline]
    fn with_texts<R>(
        tags: &[(TagKey, Self)],
        _given: impl FnOnce(&[(TagKey, &str)]) -> R,
        made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R
    where
        Self: Sized,
    {
        pairs::of_slice(tags, made)
    }

    /// The same of references to such values.
    #[doc(hidden)]
    #[inline]
    fn with_texts_behind<R>(
        tags: &[(TagKey, &Self)],
        _given: impl FnOnce(&[(TagKey, &str)]) -> R,
        made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R {
        pairs::of_slice(tags, made)
    }
}

/// All values of a closed set: what `#[derive(TagValue)]` implements.
#[diagnostic::on_unimplemented(
    message = "the values of `{Self}` are no closed set",
    label = "no closed set",
    note = "put `#[derive(TagValue)]` on an enum whose variants carry no data"
)]
pub trait ClosedTag {
    /// The values, in the order of their indices; no two are equal.
    const VALUES: &'static [&'static str];

    /// The place of this one among them.
    fn index(&self) -> usize;

    /// The value as a text.
    #[inline]
    fn as_str(&self) -> &'static str {
        Self::VALUES.get(self.index()).copied().unwrap_or_default()
    }
}

/// A tag's value as a record is given it; it may be missing.
#[derive(Clone, Copy)]
pub struct TagRef<'a>(Repr<'a>);

#[derive(Clone, Copy)]
enum Repr<'a> {
    Missing,
    /// That of the current map.
    Current,
    Text(&'a str),
    /// One of a set, by its index.
    Closed(&'static [&'static str], usize),
    Number(Digits),
}

impl<'a> TagRef<'a> {
    /// No value: there is no such tag.
    pub const MISSING: Self = TagRef(Repr::Missing);

    /// The value that the current map has for the key it is given for. For expansions only.
    #[doc(hidden)]
    pub const CURRENT: Self = TagRef(Repr::Current);

    /// One of a closed set. For expansions only.
    #[doc(hidden)]
    #[inline]
    pub fn closed<T: ClosedTag>(value: &T) -> Self {
        TagRef(Repr::Closed(T::VALUES, value.index()))
    }

    /// The text; `None` where the tag is missing.
    #[inline]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::Missing | Repr::Current => None,
            Repr::Text(text) => Some(text),
            Repr::Closed(values, index) => values.get(*index).copied(),
            Repr::Number(digits) => Some(digits.as_str()),
        }
    }

    /// Whether it stands for the current map's.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        matches!(self.0, Repr::Current)
    }

    /// Its digit in the number of a closed row, if it is one of this very set or missing.
    #[inline]
    pub(crate) fn digit_in(&self, values: &'static [&'static str]) -> Option<u32> {
        match self.0 {
            Repr::Closed(own, index) if std::ptr::eq(own, values) => Some(index as u32 + 1),
            Repr::Missing => Some(0),
            _ => None,
        }
    }
}

impl fmt::Display for TagRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str().unwrap_or_default())
    }
}

impl fmt::Debug for TagRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagRef({})", self.as_str().unwrap_or_default())
    }
}

impl AsTag for str {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Text(self))
    }

    #[inline(always)]
    fn with_texts_behind<R>(
        tags: &[(TagKey, &str)],
        given: impl FnOnce(&[(TagKey, &str)]) -> R,
        _made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R {
        given(tags)
    }
}

impl<T: AsTag + ?Sized> AsTag for &T {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        T::as_tag(self)
    }

    #[inline(always)]
    fn with_texts<R>(
        tags: &[(TagKey, Self)],
        given: impl FnOnce(&[(TagKey, &str)]) -> R,
        made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R {
        T::with_texts_behind(tags, given, made)
    }
}

impl AsTag for String {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Text(self))
    }
}

impl AsTag for Cow<'_, str> {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Text(self))
    }
}

impl AsTag for TagValue<'_> {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Text(self.as_str()))
    }
}

impl AsTag for bool {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Text(if *self { "true" } else { "false" }))
    }
}

impl AsTag for TagRef<'_> {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        *self
    }
}

impl<T: AsTag> AsTag for Option<T> {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        self.as_ref().map_or(TagRef::MISSING, AsTag::as_tag)
    }
}

macro_rules! behind {
    ($($pointer:ty)*) => {$(
        impl<T: AsTag + ?Sized> AsTag for $pointer {
            #[inline]
            fn as_tag(&self) -> TagRef<'_> {
                T::as_tag(self)
            }
        }
    )*};
}

behind! { &mut T Box<T> std::rc::Rc<T> std::sync::Arc<T> }

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl AsTag for $number {
            #[inline]
            fn as_tag(&self) -> TagRef<'_> {
                #[allow(unused_comparisons)]
                TagRef(Repr::Number(Digits::of(*self < 0, (*self as i128).unsigned_abs())))
            }
        }
    )*};
}

// Floats are left out, as from `TagValue`.
whole_numbers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize }

impl AsTag for u128 {
    #[inline]
    fn as_tag(&self) -> TagRef<'_> {
        TagRef(Repr::Number(Digits::of(false, *self)))
    }
}

/// A whole number in decimals: from the first that is not zero, which may be a sign.
#[derive(Clone, Copy)]
struct Digits {
    text: [u8; Digits::MAX],
    from: u8,
}

impl Digits {
    /// Those of the least `i128`, with its sign.
    const MAX: usize = 40;

    fn of(is_negative: bool, mut number: u128) -> Self {
        let mut digits = Digits { text: [b'0'; Self::MAX], from: Self::MAX as u8 };
        loop {
            digits.push(b'0' + (number % 10) as u8);
            number /= 10;
            if number == 0 {
                break;
            }
        }
        if is_negative {
            digits.push(b'-');
        }
        digits
    }

    fn push(&mut self, digit: u8) {
        self.from -= 1;
        self.text[usize::from(self.from)] = digit;
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[usize::from(self.from)..]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_is_printed() {
        for number in [0, 7, -1, 404, i128::MAX, i128::MIN, i128::from(u64::MAX)] {
            assert_eq!(number.as_tag().to_string(), number.to_string());
        }
        assert_eq!(u64::MAX.as_tag().as_str(), Some("18446744073709551615"));
        assert_eq!((-5_i8).as_tag().as_str(), Some("-5"));
    }

    #[test]
    fn what_is_behind_a_pointer_is_the_same_value() {
        let text = String::from("eu");
        assert_eq!((&&text).as_tag().as_str(), Some("eu"));
        assert_eq!(Some(Box::from("eu")).map(|text: Box<str>| text.len()), Some(2));
        assert_eq!(Box::<str>::from("eu").as_tag().as_str(), Some("eu"));
        assert_eq!(Some(&text).as_tag().as_str(), Some("eu"));
        assert_eq!(Cow::Borrowed("").as_tag().as_str(), Some(""));
        assert_eq!(TagValue::from(true).as_tag().as_str(), true.as_tag().as_str());
        assert!(None::<u8>.as_tag().as_str().is_none());
    }
}
