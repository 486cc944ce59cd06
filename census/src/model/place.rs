//! A place in the layout: which of a shard's extents holds the cells of a site or of a view, or
//! which of its counts are those of a site.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// The index of an extent, or of a count, the same in every shard; given out by the registry, once.
///
/// Before that, and while there is more to do than to count — further views hang on the site,
/// exemplars are taken of it, an objective has a maintenance — it is an index that no shard has:
/// the fast path misses, and the slow path does what is needed.
#[derive(Debug)]
pub(crate) struct Place(AtomicU32);

/// The bit that makes an index miss, so that the slow path looks after further views.
const DETOUR: u32 = 1 << 31;

/// No index yet: one that misses too, and so does any that is counted on from it, where `usize` has
/// no more bits.
const UNKNOWN: u32 = DETOUR | 1 << 30;

impl Place {
    /// No place yet.
    pub(crate) const fn unknown() -> Self {
        Place(AtomicU32::new(UNKNOWN))
    }

    /// What the fast path looks up: an index, or one that misses.
    ///
    /// Relaxed: an index is its own payload; the extent behind it is published by the shard.
    #[inline]
    pub(crate) fn fast(&self) -> usize {
        self.0.load(Relaxed) as usize
    }

    /// The index, once the registry has given it.
    pub(crate) fn index(&self) -> Option<usize> {
        // Acquire: who is sent this way sees what it is sent for.
        match self.0.load(Acquire) {
            UNKNOWN => None,
            index => Some((index & !DETOUR) as usize),
        }
    }

    /// Whether every record goes by the slow path.
    pub(crate) fn is_detour(&self) -> bool {
        !matches!(self.0.load(Acquire), UNKNOWN | 0..DETOUR)
    }

    /// Gives the index, off the fast path or on it; the registry calls it once, under its lock.
    pub(crate) fn settle(&self, index: u32, aside: bool) {
        self.0.store(index | if aside { DETOUR } else { 0 }, Release);
    }

    /// Sends every record by the slow path, or lets it be fast again; under the registry's lock.
    pub(crate) fn detour(&self, on: bool) {
        if let Some(index) = self.index() {
            self.0.store(index as u32 | if on { DETOUR } else { 0 }, Release);
        }
    }
}
