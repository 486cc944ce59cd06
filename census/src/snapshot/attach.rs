//! The exemplars that a pool keeps, as a snapshot shows them.

use std::time::{Duration, SystemTime};

use crate::model::TagKey;
use crate::model::span::hexadecimal;
use crate::shard::exemplars::{Kept, Reading};
use crate::snapshot::{Data, Exemplar, Snapshot};

/// The rows of one view whose exemplars are asked for.
pub(super) struct Source<'a> {
    pub(super) exemplars: Reading<'a>,
    /// The extents that give the view's data together, each with the row within it; that is 0
    /// where there are no rows.
    pub(super) places: &'a [(usize, usize)],
    /// Columns whose tags the row tells.
    pub(super) columns: &'a [TagKey],
}

impl Data {
    /// The same with the exemplars of its buckets, if it is a distribution: those that came since
    /// it began to count.
    pub(super) fn with_exemplars(mut self, source: &Source<'_>, start: SystemTime) -> Self {
        let Data::Distribution(data) = &mut self else { return self };
        let mut buckets = Vec::new();
        for &(extent, row) in source.places {
            merge(&mut buckets, source.exemplars.of(extent, row, &data.bucket_counts));
        }
        let exemplars = buckets.iter().flatten().map(|kept| kept.show(source.columns));
        data.exemplars = exemplars.filter(|exemplar| exemplar.time() >= start).collect();
        self
    }
}

/// Of two of one bucket, keeps the one that would have stayed in one place.
fn merge(buckets: &mut Vec<Option<Kept>>, others: Vec<Option<Kept>>) {
    buckets.resize(buckets.len().max(others.len()), None);
    for (one, other) in buckets.iter_mut().zip(others) {
        let Some(other) = other else { continue };
        let sampled = |kept: &Kept| kept.span.is_some_and(|span| span.sampled);
        let stays = |one: &Kept| match one.time <= other.time {
            true => !one.gives_way(other.time, sampled(&other)),
            false => other.gives_way(one.time, sampled(one)),
        };
        if !one.as_ref().is_some_and(stays) {
            *one = Some(other);
        }
    }
}

impl Kept {
    /// The exemplar of a row that tells these columns.
    fn show(&self, columns: &[TagKey]) -> Exemplar {
        let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(self.time);
        let mut exemplar = Exemplar::new(self.value, time).shown_by(self.shown);
        if let Some(span) = &self.span {
            exemplar = exemplar
                .with("trace_id", hexadecimal(&span.trace_id))
                .with("span_id", hexadecimal(&span.span_id));
        }
        let told = |key: &str| columns.iter().any(|column| column.name() == key);
        for tag in self.tags.iter().filter(|tag| !told(tag.key())) {
            exemplar = exemplar.with(format!("tag:{}", tag.key()), tag.value());
        }
        // Tags that were given for this value come before the current ones.
        self.texts
            .iter()
            .fold(exemplar, |exemplar, (key, text)| exemplar.with(key.to_owned(), text))
    }
}

impl Snapshot {
    /// The same without the exemplars that a snapshot up to this number has shown; `None` where
    /// there are none of such.
    pub(crate) fn without_exemplars_up_to(&self, number: u64) -> Option<Snapshot> {
        let is_old = |exemplar: &Exemplar| exemplar.is_shown_by(number);
        let old = |data: &Data| match data {
            Data::Distribution(data) => data.exemplars.iter().any(is_old),
            _ => false,
        };
        if !self.views.iter().flat_map(|view| &view.rows).any(|row| old(&row.data)) {
            return None;
        }
        let mut fresh = self.clone();
        for row in fresh.views.iter_mut().flat_map(|view| &mut view.rows) {
            if let Data::Distribution(data) = &mut row.data {
                data.exemplars.retain(|exemplar| !is_old(exemplar));
            }
        }
        Some(fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpanContext;

    fn kept(value: f64, time: u64, sampled: bool) -> Option<Kept> {
        let span = Some(SpanContext { trace_id: [1; 16], span_id: [2; 8], sampled });
        Some(Kept { value, time, span, ..Kept::default() })
    }

    #[test]
    fn functions_of_one_name_show_what_one_would_have_kept() {
        let merged = |one: &Option<Kept>, other: &Option<Kept>| {
            let mut buckets = vec![None, one.clone()];
            merge(&mut buckets, vec![None, other.clone(), None]);
            assert!(buckets[0].is_none() && buckets[2].is_none());
            buckets[1].as_ref().map(|kept| kept.value)
        };
        for (one, other, expected) in [
            (None, kept(2.0, 5, false), 2.0),
            (kept(1.0, 5, false), kept(2.0, 6, false), 2.0),
            (kept(1.0, 5, true), kept(2.0, 6, false), 1.0),
            (kept(1.0, 5, true), kept(2.0, 6, true), 2.0),
        ] {
            assert_eq!(merged(&one, &other), Some(expected));
            assert_eq!(merged(&other, &one), Some(expected));
        }
    }
}
