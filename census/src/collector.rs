//! Floor 3: every thread's cells, read in place and merged into totals.
//!
//! A plain value without a thread, a clock or a global: it is given shards and a layout.

mod totals;

pub(crate) use totals::{Moments, Spread, Totals};

use crate::registry::Extent;
use crate::shard::{PATIENCE, Shard};

/// The totals of all extents, by place.
#[derive(Debug)]
pub(crate) struct Collector {
    totals: Vec<Totals>,
}

impl Collector {
    /// Merges what all shards have in the extents of a layout.
    pub(crate) fn merge(shards: &[&'static Shard], layout: &[Extent]) -> Self {
        let mut totals: Vec<Totals> = layout.iter().map(Totals::of).collect();
        let mut copy: Vec<u64> = Vec::new();
        for shard in shards {
            let slots = shard.slots();
            let mut patience = PATIENCE;
            for (slot, totals) in slots.iter().zip(&mut totals) {
                if let Some(cells) = slot.get() {
                    copy.resize(cells.len(), 0);
                    shard.read(cells, &mut copy, &mut patience);
                    totals.merge(&copy);
                }
            }
        }
        Collector { totals }
    }

    /// The totals of one extent.
    pub(crate) fn totals(&self, extent: u32) -> Option<&Totals> {
        self.totals.get(extent as usize)
    }
}
