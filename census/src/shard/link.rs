//! How a value reaches the views on its measure: one after another, by the links between them.

use std::sync::atomic::Ordering::Relaxed;

use crate::model::view::{Breakdown, Link};
use crate::model::{Aggregation, TagKey, View};
use crate::registry::REGISTRY;
use crate::shard::known::KnownRows;
use crate::shard::{Cells, Shard, change, here, tagged};

impl Link {
    /// Counts a record, if that is all there is to do for the view and this thread has the cell;
    /// says whether it did.
    #[inline(always)]
    pub(super) fn counts(&'static self) -> bool {
        self.view.counts(|| match self.rows {
            None => here::cells(&self.view.place).map(|(_, cells)| cells),
            Some(Breakdown::Closed(_)) => None,
            Some(Breakdown::Open(rows)) => tagged::known_of_current(rows),
        })
    }

    /// The same of a record with tags.
    #[inline(always)]
    pub(super) fn counts_with(
        &'static self,
        (shard, known): (&'static Shard, KnownRows<'_>),
        tags: &[(TagKey, &str)],
    ) -> bool {
        self.view.counts(|| match self.rows {
            Some(Breakdown::Open(rows)) => known.find(shard, rows, tags),
            Some(Breakdown::Closed(_)) => None,
            None => here::cells(&self.view.place).map(|(_, cells)| cells),
        })
    }

    /// Puts a value into the view and those that come after it.
    #[inline(never)]
    pub(super) fn take_from_here(&'static self, bits: u64) {
        let mut link = Some(self);
        while let Some(linked) = link {
            linked.take(bits);
            link = linked.next.get();
        }
    }

    /// The same with tags.
    #[inline(never)]
    pub(super) fn take_from_here_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        let mut link = Some(self);
        while let Some(linked) = link {
            linked.take_with(bits, tags);
            link = linked.next.get();
        }
    }

    #[inline]
    fn take(&'static self, bits: u64) {
        match self.rows {
            _ if !self.view.live.load(Relaxed) => {}
            None => self.view.take(bits),
            Some(Breakdown::Closed(rows)) => self.view.take_in_closed(rows, bits, &[]),
            Some(Breakdown::Open(rows)) => self.view.take_in_current(rows, bits),
        }
    }

    #[inline]
    pub(super) fn take_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        match self.rows {
            _ if !self.view.live.load(Relaxed) => {}
            None => self.view.take(bits),
            Some(Breakdown::Closed(rows)) => self.view.take_in_closed(rows, bits, tags),
            Some(Breakdown::Open(rows)) if tags.is_empty() => {
                self.view.take_in_current(rows, bits);
            }
            Some(Breakdown::Open(rows)) => self.view.take_in_given(rows, bits, tags),
        }
    }
}

impl View {
    /// Adds one to what `find` finds, if the view counts; says whether it did. One that takes no
    /// measurements is done with them.
    #[inline(always)]
    fn counts(&'static self, find: impl FnOnce() -> Option<Cells>) -> bool {
        if !self.live.load(Relaxed) {
            return true;
        }
        if !matches!(self.aggregation(), Aggregation::Count) {
            return false;
        }
        let Some([count]) = find() else { return false };
        change::add(count, 1);
        true
    }

    #[inline]
    fn take(&'static self, bits: u64) {
        match here::cells(&self.place) {
            Some((shard, cells)) => self.aggregate(shard, cells, bits),
            None => here::slowly(|| {
                if let Some(extent) = self.place.index() {
                    here::settle(extent, self.cells(), REGISTRY.extents(), |shard, cells| {
                        self.aggregate(shard, cells, bits);
                    });
                }
            }),
        }
    }
}
