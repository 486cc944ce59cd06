//! Makes one row of those that differ only in that a tag is absent in one and empty in another:
//! Prometheus does not tell the two apart, and refuses a series that is there twice.

use std::borrow::Cow;

use crate::model::Number;
use crate::snapshot::{Data, Distribution, Row};

/// The rows, no two of which have the same labels.
pub(super) fn distinct(rows: &[Row]) -> Cow<'_, [Row]> {
    let is_empty = |row: &Row| row.tags.iter().flatten().any(|value| value.is_empty());
    if !rows.iter().any(is_empty) {
        return Cow::Borrowed(rows);
    }
    let mut rows = rows.to_vec();
    for row in &mut rows {
        for tag in &mut row.tags {
            tag.take_if(|value| value.is_empty());
        }
    }
    // The order of equal ones stays: the row that has the tag comes after the one that has not.
    rows.sort_by(|one, other| one.tags.cmp(&other.tags));
    rows.dedup_by(|later, kept| {
        let same = later.tags == kept.tags;
        if same {
            kept.start = kept.start.min(later.start);
            merge(&mut kept.data, &later.data);
        }
        same
    });
    Cow::Owned(rows)
}

/// Adds what accumulates; of last values, that with the tag stays.
fn merge(data: &mut Data, other: &Data) {
    match (data, other) {
        (Data::Count(count), Data::Count(more)) => *count = count.saturating_add(*more),
        (Data::Sum(sum), Data::Sum(more)) => *sum = add(*sum, *more),
        (Data::LastValue(value), Data::LastValue(other)) => *value = *other,
        (Data::Distribution(data), Data::Distribution(more)) => merge_buckets(data, more),
        _ => {}
    }
}

fn merge_buckets(data: &mut Distribution, more: &Distribution) {
    data.sum = add(data.sum, more.sum);
    for (count, more) in data.bucket_counts.iter_mut().zip(&more.bucket_counts) {
        *count = count.saturating_add(*more);
    }
    for (count, more) in data.at_bound.iter_mut().zip(&more.at_bound) {
        *count = count.saturating_add(*more);
    }
}

fn add(one: Number, other: Number) -> Number {
    match (one, other) {
        (Number::I64(one), Number::I64(other)) => one.saturating_add(other).into(),
        _ => (one.as_f64() + other.as_f64()).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn row(tags: &[Option<&str>], second: u64, data: Data) -> Row {
        let tags = tags.iter().map(|tag| tag.map(Into::into)).collect();
        Row { tags, start: UNIX_EPOCH + Duration::from_secs(second), data }
    }

    #[test]
    fn an_absent_tag_and_an_empty_one_are_one_series() {
        let rows = [
            row(&[None, Some("a")], 2, Data::Count(1)),
            row(&[None, Some("b")], 2, Data::Count(10)),
            row(&[Some(""), Some("a")], 1, Data::Count(100)),
            row(&[Some("c"), Some("a")], 3, Data::Count(1000)),
        ];
        assert_eq!(
            *distinct(&rows),
            [
                row(&[None, Some("a")], 1, Data::Count(101)),
                row(&[None, Some("b")], 2, Data::Count(10)),
                row(&[Some("c"), Some("a")], 3, Data::Count(1000)),
            ]
        );
        assert!(matches!(distinct(&rows[..2]), Cow::Borrowed(_)));
    }

    #[test]
    fn what_accumulates_is_added_and_last_values_are_not() {
        let distribution = |sum: i64, buckets: &[u64]| {
            Data::Distribution(Distribution {
                sum: sum.into(),
                sum_of_squared_deviation: 0.0,
                bucket_counts: buckets.to_vec(),
                at_bound: buckets[1..].to_vec(),
                exemplars: Vec::new(),
            })
        };
        let table = [
            (Data::Sum(1.5.into()), Data::Sum(2.0.into()), Data::Sum(3.5.into())),
            (Data::LastValue(1.into()), Data::LastValue(2.into()), Data::LastValue(2.into())),
            (
                distribution(1, &[1, 2]),
                distribution(i64::MAX, &[3, 4]),
                distribution(i64::MAX, &[4, 6]),
            ),
        ];
        for (absent, empty, both) in table {
            let rows = [row(&[None], 1, absent), row(&[Some("")], 1, empty)];
            assert_eq!(*distinct(&rows), [row(&[None], 1, both)]);
        }
    }
}
