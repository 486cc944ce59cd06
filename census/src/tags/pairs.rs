//! The tags that are given for one record, whatever their values are: borrowed, as texts, in the
//! record's own stack.

use super::given::{AsTag, TagRef};
use crate::model::TagKey;

/// Tags that fit on the stack whatever their number is known to be; of more than that in a slice a
/// list is made.
const SLICE_MAX: usize = 16;

/// The key of what is no tag.
const NONE: TagKey = TagKey::new("none");

/// What [`Measure::record_with`](crate::Measure::record_with) takes: pairs of a key and a value, as
/// an array where all values are of one type, and else as a tuple of up to eight.
///
/// ```
/// use census::{Measure, TagKey, TagValue};
///
/// #[derive(TagValue)]
/// enum Method {
///     Get,
///     Put,
/// }
/// const METHOD: TagKey = TagKey::closed::<Method>("method");
/// const CODE: TagKey = TagKey::new("code");
/// const REGION: TagKey = TagKey::new("region");
/// static BYTES: Measure<i64> = Measure::new("doc/given_tags/bytes", "By");
///
/// BYTES.record_with(512, ((METHOD, Method::Get), (CODE, 404_u16), (REGION, "eu")));
/// BYTES.record_with(512, (METHOD, Method::Put));
/// BYTES.record_with(512, &[(REGION, "eu"), (CODE, "200")]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no tags of a record",
    label = "no tags",
    note = "give pairs of a `TagKey` and a value: `&[(REGION, \"eu\"), (TENANT, tenant)]`, or, \
            with values of several types, `((REGION, \"eu\"), (CODE, 404))`"
)]
pub trait GivenTags: sealed::Sealed {
    /// Calls `given` with the tags, if their values are texts, and else `made` with those that have
    /// a value.
    #[doc(hidden)]
    fn with_texts<R>(
        self,
        given: impl FnOnce(&[(TagKey, &str)]) -> R,
        made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R;
}

mod sealed {
    /// Keeps `GivenTags` to what the library can read without a copy.
    pub trait Sealed {}
}

macro_rules! lists {
    ($([$($parameter:tt)*] $list:ty;)*) => {$(
        impl<V: AsTag, $($parameter)*> sealed::Sealed for &$list {}
        impl<V: AsTag, $($parameter)*> GivenTags for &$list {
            #[inline(always)]
            fn with_texts<R>(
                self,
                given: impl FnOnce(&[(TagKey, &str)]) -> R,
                made: impl FnOnce(&[(TagKey, &str)]) -> R,
            ) -> R {
                V::with_texts(self, given, made)
            }
        }
    )*};
}

lists! {
    [const N: usize] [(TagKey, V); N];
    [] [(TagKey, V)];
    [] Vec<(TagKey, V)>;
}

impl<V: AsTag> sealed::Sealed for (TagKey, V) {}
impl<V: AsTag> GivenTags for (TagKey, V) {
    #[inline(always)]
    fn with_texts<R>(
        self,
        given: impl FnOnce(&[(TagKey, &str)]) -> R,
        made: impl FnOnce(&[(TagKey, &str)]) -> R,
    ) -> R {
        V::with_texts(&[self], given, made)
    }
}

macro_rules! pairs {
    ($(($($value:ident)*))*) => {$(
        impl<$($value: AsTag),*> sealed::Sealed for ($((TagKey, $value),)*) {}
        impl<$($value: AsTag),*> GivenTags for ($((TagKey, $value),)*) {
            #[inline]
            #[allow(non_snake_case)] // The values bear the names of their types.
            fn with_texts<R_>(
                self,
                _given: impl FnOnce(&[(TagKey, &str)]) -> R_,
                made: impl FnOnce(&[(TagKey, &str)]) -> R_,
            ) -> R_ {
                let ($($value,)*) = &self;
                of_tags(&[$(($value.0, $value.1.as_tag())),*], made)
            }
        }
    )*};
}

pairs! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}

/// Calls `act` with the tags that have a value.
#[inline]
fn of_tags<const N: usize, R>(
    tags: &[(TagKey, TagRef<'_>); N],
    act: impl FnOnce(&[(TagKey, &str)]) -> R,
) -> R {
    let mut texts = [(NONE, ""); N];
    let mut given = 0;
    for (key, tag) in tags {
        if let (Some(text), Some(place)) = (tag.as_str(), texts.get_mut(given)) {
            *place = (*key, text);
            given += 1;
        }
    }
    act(texts.get(..given).unwrap_or_default())
}

/// The same of so many as are known when it runs.
pub(super) fn of_slice<V: AsTag, R>(
    tags: &[(TagKey, V)],
    act: impl FnOnce(&[(TagKey, &str)]) -> R,
) -> R {
    if tags.len() > SLICE_MAX {
        let tags: Vec<_> = tags.iter().map(|(key, value)| (*key, value.as_tag())).collect();
        let texts = tags.iter().filter_map(|(key, tag)| Some((*key, tag.as_str()?)));
        return act(&texts.collect::<Vec<_>>());
    }
    let mut few = [(NONE, TagRef::MISSING); SLICE_MAX];
    for (place, (key, value)) in few.iter_mut().zip(tags) {
        *place = (*key, value.as_tag());
    }
    of_tags(&few, act)
}
