//! The rows of tag keys that all have closed sets: their numbers are made of the values' indices.
//!
//! Nothing is looked up and nothing is added: row 0 is the overflow row, and the others follow in
//! the order of their values, a missing one before all. They stand in one extent, side by side.

use std::sync::Arc;

use crate::model::TagKey;
use crate::model::rows::{OVERFLOW, OVERFLOWED, Tags};

/// Rows that stand in one extent, those with missing tags among them: each thread that records in
/// one of them has the cells of all. Where there would be more, they are kept like those of other
/// keys, in blocks.
const ROWS_MAX: usize = 1024;

/// The rows of a list of closed keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Closed {
    keys: &'static [TagKey],
    rows: u32,
}

impl Closed {
    /// The rows of these keys; `None` if not all of them are closed, and if there are too many.
    pub(crate) const fn of(keys: &'static [TagKey]) -> Option<Self> {
        match Self::rows_of(keys) {
            Some(rows) => Some(Closed { keys, rows }),
            None => None,
        }
    }

    /// How many rows there are of such keys.
    pub(crate) const fn rows_of(keys: &[TagKey]) -> Option<u32> {
        let mut rows = 1;
        let mut at = 0;
        while at < keys.len() {
            let Some(values) = keys[at].values() else { return None };
            rows *= values.len() + 1;
            if rows >= ROWS_MAX {
                return None;
            }
            at += 1;
        }
        if keys.is_empty() { None } else { Some(rows as u32 + 1) }
    }

    /// How many rows there are, the overflow row among them.
    pub(crate) const fn rows(&self) -> usize {
        self.rows as usize
    }

    /// The row of these values, one for each key; the overflow row, if one is not in its set.
    #[inline]
    pub(crate) fn row<'a>(&self, value_of: impl Fn(&TagKey) -> Option<&'a str>) -> u32 {
        let number = Self::number(self.keys, self.keys.iter().map(value_of));
        number.map_or(OVERFLOWED, |number| number + 1)
    }

    /// The number of a combination of values, the last one's digit the least; `None` if one is not
    /// in its set.
    #[inline]
    pub(crate) fn number<'a>(
        keys: &[TagKey],
        tags: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Option<u32> {
        let mut number = 0;
        for (key, tag) in keys.iter().zip(tags) {
            let values = key.values().unwrap_or_default();
            let digit = match tag {
                None => 0,
                Some(tag) => values.iter().position(|value| *value == tag)? as u32 + 1,
            };
            number = number * (values.len() as u32 + 1) + digit;
        }
        Some(number)
    }

    /// The values of all rows, by their numbers.
    pub(crate) fn tags(&self) -> Box<[Tags]> {
        let texts = |key: &TagKey| -> Vec<Arc<str>> {
            key.values().unwrap_or_default().iter().map(|value| Arc::from(*value)).collect()
        };
        let texts: Vec<Vec<Arc<str>>> = self.keys.iter().map(texts).collect();
        let overflow: Tags = self.keys.iter().map(|_| Some(Arc::from(OVERFLOW))).collect();
        let row = |mut rest: usize| -> Tags {
            let mut tags = vec![None; texts.len()];
            for (tag, values) in tags.iter_mut().zip(&texts).rev() {
                let radix = values.len() + 1;
                *tag = (rest % radix).checked_sub(1).and_then(|index| values.get(index)).cloned();
                rest /= radix;
            }
            tags.into()
        };
        [overflow].into_iter().chain((0..self.rows() - 1).map(row)).collect()
    }
}

/// The same, with the values of each, for who shows them.
#[derive(Debug)]
pub(crate) struct ClosedRows {
    pub(crate) closed: Closed,
    /// By row.
    pub(crate) tags: Box<[Tags]>,
}

impl ClosedRows {
    /// For as long as the program runs.
    pub(crate) fn leak(closed: Closed) -> &'static Self {
        Box::leak(Box::new(ClosedRows { closed, tags: closed.tags() }))
    }

    /// The rows, and whether each is there from the start: if none of its tags is missing.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Tags, bool)> {
        let is_whole = |row: usize, tags: &Tags| {
            row != OVERFLOWED as usize && tags.iter().all(Option::is_some)
        };
        self.tags.iter().enumerate().map(move |(row, tags)| (row, tags, is_whole(row, tags)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tags::ClosedTag;

    struct Method;
    impl ClosedTag for Method {
        const VALUES: &'static [&'static str] = &["get", "put", "delete"];
        fn index(&self) -> usize {
            0
        }
    }
    struct Good;
    impl ClosedTag for Good {
        const VALUES: &'static [&'static str] = &["no", "yes"];
        fn index(&self) -> usize {
            1
        }
    }
    const METHOD: TagKey = TagKey::closed::<Method>("method");
    const GOOD: TagKey = TagKey::closed::<Good>("good");

    #[test]
    fn each_combination_has_a_row_of_its_own() {
        let closed = Closed::of(&[METHOD, GOOD]).expect("closed keys");
        assert_eq!(closed.rows(), 1 + 4 * 3);
        let rows = ClosedRows::leak(closed);
        assert_eq!(rows.tags.len(), closed.rows());
        let mut seen = Vec::new();
        for (row, tags, _) in rows.iter() {
            let value_of = |key: &TagKey| tags[usize::from(!key.is(&METHOD))].as_deref();
            assert_eq!(closed.row(value_of), row as u32);
            assert!(!seen.contains(&tags), "{tags:?}");
            seen.push(tags);
        }
        assert!(rows.tags[1].iter().all(Option::is_none));
        assert_eq!(rows.iter().filter(|(_, _, is_whole)| *is_whole).count(), 3 * 2);
        assert_eq!(closed.row(|_| Some("yes")), OVERFLOWED);
    }

    #[test]
    fn open_keys_and_too_many_rows_are_for_blocks() {
        assert!(Closed::of(&[]).is_none());
        const MIXED: &[TagKey] = &[METHOD, TagKey::new("open")];
        assert!(Closed::of(MIXED).is_none());
        assert!(Closed::of(&[METHOD; 5]).is_none()); // 4^5 are 1,024, and the overflow row.
        assert!(Closed::of(&[METHOD; 4]).is_some());
    }
}
