//! The exemplars of a pool's distributions: one for each bucket, beside the cells and not in them.
//!
//! A place for them is made when the first comes; who has none, has no memory of them. Each stands
//! under a lock of its own that no recorder waits for: an exemplar may be lost, a count may not.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, TryLockError};
use std::time::Duration;

use crate::model::SpanContext;
use crate::sync::lock;
use crate::tags::TagMap;

/// Extents in the first chunk; each further chunk has twice as many.
const CHUNK_MIN: usize = 64;

/// Chunks, of which the last has room for more extents than there may be.
const CHUNKS: usize = 24;

/// How long an exemplar of a sampled trace is not replaced by one without: a reporting period, a
/// minute unless the exports have another.
static PERIOD: AtomicU64 = AtomicU64::new(60_000_000_000);

/// Says what the reporting period is.
pub(crate) fn report_every(period: Duration) {
    PERIOD.store(period.as_nanos() as u64, Relaxed);
}

/// All exemplars of a pool, by extent and row.
#[derive(Debug)]
pub(crate) struct Exemplars([OnceLock<Box<[OfExtent]>>; CHUNKS]);

/// By row; one where the extent has none.
type OfExtent = OnceLock<Box<[OfRow]>>;

/// By bucket.
type OfRow = OnceLock<Box<[Mutex<Kept>]>>;

/// Where an exemplar stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) extent: usize,
    /// The row within its block, and how many a block has; 0 and 1 where there are no rows.
    pub(crate) row: usize,
    pub(crate) rows: usize,
    pub(crate) bucket: usize,
    pub(crate) buckets: usize,
}

/// A value of a bucket, and what is attached to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) value: f64,
    /// When it came, in nanoseconds of the epoch; 0 where there is none yet.
    pub(crate) time: u64,
    pub(crate) span: Option<SpanContext>,
    /// The tags that were current.
    pub(crate) tags: TagMap,
    /// What else is attached.
    pub(crate) texts: Texts,
    /// The number of the first snapshot that showed it; 0 before.
    pub(crate) shown: u64,
}

/// All exemplars of a pool, for one snapshot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) exemplars: &'a Exemplars,
    /// The number of the snapshot; 0 for a look that nobody is to know of.
    pub(crate) snapshot: u64,
}

/// Keys and texts, in memory that is used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    text: String,
    /// Where each key and each text ends.
    ends: Vec<(usize, usize)>,
}

impl Exemplars {
    /// None yet.
    pub(crate) const fn new() -> Self {
        Exemplars([const { OnceLock::new() }; CHUNKS])
    }

    /// Puts an exemplar in the place of the one before, where that gives way. `fill` writes all but
    /// the time.
    pub(crate) fn keep(&self, spot: Spot, time: u64, sampled: bool, fill: impl FnOnce(&mut Kept)) {
        let Some((chunk, at, extents)) = chunk(spot.extent) else { return };
        let Some(chunk) = self.0.get(chunk) else { return };
        // What may record itself, an allocator that is measured, is not called with a lock held.
        let of_extent = made(chunk, extents).get(at);
        let of_row = of_extent.and_then(|of_extent| made(of_extent, spot.rows).get(spot.row));
        let bucket = of_row.and_then(|of_row| made(of_row, spot.buckets).get(spot.bucket));
        let Some(bucket) = bucket else { return };
        let mut kept = match bucket.try_lock() {
            Ok(kept) => kept,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Another one comes at this moment, or a snapshot is taken: that one is as new.
            Err(TryLockError::WouldBlock) => return,
        };
        if kept.gives_way(time, sampled) {
            (kept.time, kept.shown) = (time, 0);
            fill(&mut kept);
        }
    }

    /// The places of a row, by bucket.
    fn of_row(&self, extent: usize, row: usize) -> Option<&[Mutex<Kept>]> {
        let (chunk, at, _) = chunk(extent)?;
        let of_row = self.0.get(chunk)?.get()?.get(at)?.get()?.get(row)?;
        of_row.get().map(|buckets| &**buckets)
    }
}

impl Reading<'_> {
    /// The exemplars of a row that has these counts, by bucket: none in one without a value, where
    /// it came while the counts were read. Those that no snapshot showed before are of this one.
    pub(crate) fn of(&self, extent: usize, row: usize, counts: &[u64]) -> Vec<Option<Kept>> {
        let read = |(bucket, count): (&Mutex<Kept>, &u64)| {
            if *count == 0 {
                return None;
            }
            let mut kept = lock(bucket);
            if kept.shown == 0 {
                kept.shown = self.snapshot;
            }
            Some(kept.clone()).filter(|kept| kept.time > 0)
        };
        let of_row = self.exemplars.of_row(extent, row).unwrap_or_default();
        of_row.iter().zip(counts).map(read).collect()
    }
}

impl Kept {
    /// Whether a later one, or one that is as late, takes its place: the newest does, but one
    /// without a trace to look at does not drive out one with, until a period is over.
    pub(crate) fn gives_way(&self, time: u64, sampled: bool) -> bool {
        let has_trace = self.span.is_some_and(|span| span.sampled);
        let is_of_period = time.saturating_sub(self.time) < PERIOD.load(Relaxed);
        self.time <= time && (sampled || !has_trace || !is_of_period)
    }
}

impl Texts {
    /// Forgets all, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a text under a key, which is given in pieces.
    pub(crate) fn push(&mut self, key: &[&str], text: &str) {
        key.iter().for_each(|piece| self.text.push_str(piece));
        let key = self.text.len();
        self.text.push_str(text);
        self.ends.push((key, self.text.len()));
    }

    /// All keys and texts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut begin = 0;
        self.ends.iter().map(move |&(key, end)| {
            let of = |from, to| self.text.get(from..to).unwrap_or_default();
            let both = (of(begin, key), of(key, end));
            begin = end;
            both
        })
    }
}

/// The chunk of an extent, its place within, and how many the chunk has.
fn chunk(extent: usize) -> Option<(usize, usize, usize)> {
    let chunk = (extent / CHUNK_MIN + 1).ilog2();
    let first = CHUNK_MIN * ((1 << chunk) - 1);
    Some((chunk as usize, extent.checked_sub(first)?, CHUNK_MIN << chunk))
}

/// What stands in a place, made where nothing does. It is made before it is put there, so that a
/// record from within the making finds no place that it would wait for.
fn made<T: Default>(place: &OnceLock<Box<[T]>>, length: usize) -> &[T] {
    if let Some(there) = place.get() {
        return there;
    }
    let fresh = (0..length).map(|_| T::default()).collect();
    place.get_or_init(|| fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPOT: Spot = Spot { extent: 700, row: 0, rows: 1, bucket: 1, buckets: 3 };
    const MINUTE: u64 = 60_000_000_000;

    fn span(sampled: bool) -> SpanContext {
        SpanContext { trace_id: [1; 16], span_id: [2; 8], sampled }
    }

    /// The exemplars of the spot's row, as a snapshot reads them.
    fn read(exemplars: &Exemplars, snapshot: u64) -> Vec<Option<Kept>> {
        Reading { exemplars, snapshot }.of(SPOT.extent, SPOT.row, &[1; SPOT.buckets])
    }

    /// Keeps those that come, `(value, time, sampled)`, and gives what is left.
    fn left(come: &[(f64, u64, bool)]) -> Vec<Option<f64>> {
        let exemplars = Exemplars::new();
        for &(value, time, sampled) in come {
            exemplars.keep(SPOT, time, sampled, |kept| {
                (kept.value, kept.span) = (value, Some(span(sampled)));
            });
        }
        read(&exemplars, 0).iter().map(|kept| Some(kept.as_ref()?.value)).collect()
    }

    #[test]
    fn the_newest_wins_and_of_a_period_one_with_a_trace() {
        let of_one = |come: &[(f64, u64, bool)]| left(come)[1];
        assert_eq!(left(&[]), []);
        assert_eq!(left(&[(1.0, 5, false)]), [None, Some(1.0), None]);
        assert_eq!(of_one(&[(1.0, 5, false), (2.0, 6, false)]), Some(2.0));
        assert_eq!(of_one(&[(1.0, 5, true), (2.0, 6, true)]), Some(2.0));
        assert_eq!(of_one(&[(1.0, 5, false), (2.0, 6, true)]), Some(2.0));
        assert_eq!(of_one(&[(1.0, 5, true), (2.0, 6, false)]), Some(1.0));
        // A period later nobody has waited for it.
        assert_eq!(of_one(&[(1.0, 5, true), (2.0, 5 + MINUTE, false)]), Some(2.0));
        // One that was late in coming.
        assert_eq!(of_one(&[(2.0, 6, true), (1.0, 5, true)]), Some(2.0));
    }

    #[test]
    fn every_extent_has_a_place_of_its_own() {
        let mut places: Vec<_> = (0..10_000).filter_map(chunk).collect();
        assert!(places.iter().all(|(_, at, extents)| at < extents));
        places.dedup();
        assert_eq!(places.len(), 10_000);
        assert!(chunk(u32::MAX as usize).is_some_and(|(chunk, ..)| chunk >= CHUNKS));
        assert!(chunk(1 << 29).is_some_and(|(chunk, ..)| chunk < CHUNKS));
    }

    #[test]
    fn one_that_is_being_read_delays_nobody() {
        let exemplars = Exemplars::new();
        exemplars.keep(SPOT, 5, false, |kept| kept.value = 1.0);
        exemplars.keep(SPOT, 6, false, |kept| {
            kept.value = 2.0;
            exemplars.keep(SPOT, 7, false, |kept| kept.value = 3.0);
        });
        let kept = read(&exemplars, 0);
        assert_eq!(kept[1].as_ref().map(|kept| kept.value), Some(2.0));
    }

    #[test]
    fn the_first_snapshot_that_shows_it_is_told_and_a_look_is_none() {
        let exemplars = Exemplars::new();
        let shown = |snapshot| read(&exemplars, snapshot)[1].as_ref().map(|kept| kept.shown);
        exemplars.keep(SPOT, 5, false, |_| {});
        assert_eq!([0, 3, 4].map(shown), [Some(0), Some(3), Some(3)]);
        // As late by the clock, and of a later snapshot.
        exemplars.keep(SPOT, 5, false, |_| {});
        assert_eq!([0, 5].map(shown), [Some(0), Some(5)]);
        // It is not shown where its count is not.
        exemplars.keep(SPOT, 5, false, |_| {});
        let reading = Reading { exemplars: &exemplars, snapshot: 6 };
        assert!(reading.of(SPOT.extent, SPOT.row, &[1, 0, 1])[1].is_none());
        assert_eq!([0, 7].map(shown), [Some(0), Some(7)]);
    }

    #[test]
    fn texts_are_written_into_the_same_memory() {
        let mut texts = Texts::default();
        texts.push(&["tag:", "region"], "eu");
        texts.push(&["note"], "");
        assert_eq!(texts.iter().collect::<Vec<_>>(), [("tag:region", "eu"), ("note", "")]);
        let before = texts.text.as_ptr();
        texts.clear();
        texts.push(&["note"], "cold cache");
        assert_eq!(texts.iter().collect::<Vec<_>>(), [("note", "cold cache")]);
        assert_eq!(texts.text.as_ptr(), before);
    }
}
