//! Series in requests: of all metrics together, as many as one takes.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::snapshot::Snapshot;

/// Series that one request takes.
pub(super) const SERIES_MAX: usize = 200;

/// A row of a snapshot, by the places of its view and itself.
pub(super) type Place = (usize, usize);

/// The series of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// At most [`SERIES_MAX`].
    pub(super) rows: Vec<Place>,
    /// Whether they are a service's, which are written by a request of its own.
    pub(super) services: bool,
    /// Whether it was sent once without an answer: it may have been written.
    pub(super) in_doubt: bool,
}

/// What of a snapshot has not been written yet. A second try of the same snapshot goes on here.
#[derive(Debug)]
pub(super) struct Pending {
    /// Which snapshot it is.
    pub(super) taken: SystemTime,
    /// When its points end.
    pub(super) end: SystemTime,
    pub(super) batches: VecDeque<Batch>,
    /// Series in its requests, at first.
    pub(super) series: usize,
    /// Series that are in none, because their metric was refused.
    pub(super) withheld: usize,
    /// Series that were not written, those that are withheld included.
    pub(super) refused: usize,
    /// Why, each reason once.
    pub(super) reasons: Vec<String>,
}

/// Reasons that one error names.
const REASONS_MAX: usize = 3;

impl Pending {
    pub(super) fn new(taken: SystemTime, end: SystemTime) -> Self {
        let (batches, reasons) = Default::default();
        Pending { taken, end, batches, series: 0, withheld: 0, refused: 0, reasons }
    }

    /// Fills requests with all rows of the views that are not left out.
    pub(super) fn fill(&mut self, snapshot: &Snapshot, kind: impl Fn(usize) -> Option<bool>) {
        for services in [false, true] {
            let mut rows = Vec::new();
            for (at, data) in snapshot.views().iter().enumerate() {
                if kind(at) == Some(services) {
                    rows.extend((0..data.rows().len()).map(|row| (at, row)));
                }
            }
            self.series += rows.len();
            let batches = rows.chunks(SERIES_MAX).map(<[Place]>::to_vec);
            let batch = |rows| Batch { rows, services, in_doubt: false };
            self.batches.extend(batches.map(batch));
        }
    }

    /// Forgets which series wait: it will be told anew.
    pub(super) fn begin_again(&mut self) {
        self.refused -= self.withheld;
        self.withheld = 0;
    }

    /// Notes that so many series wait for the descriptor of their metric.
    pub(super) fn withhold(&mut self, series: usize, reason: String) {
        self.withheld += series;
        self.refuse(series, reason);
    }

    /// Notes that so many series were refused.
    pub(super) fn refuse(&mut self, series: usize, reason: String) {
        self.refused += series;
        if !self.reasons.contains(&reason) && self.reasons.len() < REASONS_MAX {
            self.reasons.push(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::model::{Aggregation, Measure, TagKey, View};
    use crate::snapshot::{Data, Row, ViewData};

    static ITEMS: Measure<i64> = Measure::new("batch/items", "1");
    const KEYS: &[TagKey] = &[TagKey::new("k")];
    static ONE: View = View::new("a", &ITEMS, Aggregation::Count).columns(KEYS);
    static TWO: View = View::new("b", &ITEMS, Aggregation::Count).columns(KEYS);
    static THREE: View = View::new("c", &ITEMS, Aggregation::Count).columns(KEYS);

    fn filled(rows: [usize; 3], kinds: [Option<bool>; 3]) -> Vec<(usize, bool)> {
        let views = [&ONE, &TWO, &THREE].into_iter().zip(rows).map(|(view, rows)| {
            let row = |at: usize| Row {
                tags: vec![Some(Arc::from(at.to_string()))],
                start: UNIX_EPOCH,
                data: Data::Count(1),
            };
            ViewData::new(view, (0..rows).map(row).collect())
        });
        let snapshot = Snapshot::new(UNIX_EPOCH, views.collect());
        let mut pending = Pending::new(UNIX_EPOCH, UNIX_EPOCH);
        pending.fill(&snapshot, |at| kinds[at]);
        pending.batches.iter().map(|batch| (batch.rows.len(), batch.services)).collect()
    }

    // 450 rows: OpenCensus' Python sent 200, 200, 50; its Node all at once, and was refused.
    #[test]
    fn requests_are_filled_across_metrics() {
        let ours = Some(false);
        assert_eq!(filled([150, 150, 150], [ours; 3]), [(200, false), (200, false), (50, false)]);
        assert_eq!(filled([200, 0, 0], [ours; 3]), [(200, false)]);
        assert_eq!(filled([0, 0, 0], [ours; 3]), []);
        assert_eq!(filled([1, 201, 2], [ours, None, Some(true)]), [(1, false), (2, true)]);
    }
}
