//! The objectives that stand in the registry; no two of one id are seen, unless they are alike.

use crate::model::objective::Slo;
use crate::registry::book::Book;
use crate::registry::{Conflict, Extent};

impl Book {
    pub(in crate::registry) fn slos(&self) -> impl Iterator<Item = &'static Slo> {
        self.extents.iter().filter_map(|extent| match extent {
            Extent::Slo(slo) => Some(*slo),
            _ => None,
        })
    }

    /// Enters an objective. One whose id is another's already counts all the same, where nobody
    /// sees it.
    pub(in crate::registry) fn add_slo(&mut self, slo: &'static Slo) -> usize {
        if let Some(extent) = slo.place.index() {
            return extent;
        }
        let mut slos = self.slos().filter(|known| known.spec().id == slo.spec().id);
        let conflict = slos.find(|known| known.spec() != slo.spec());
        drop(slos);
        if let Some(known) = conflict {
            self.note(|_| Err(Conflict::of_slos(known, slo)));
        }
        let extent = self.extents.len();
        let known = if conflict.is_some() { Extent::Unseen } else { Extent::Slo(slo) };
        self.extents.push(known);
        slo.place.settle(extent as u32);
        extent
    }
}
