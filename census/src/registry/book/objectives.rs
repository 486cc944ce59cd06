//! The objectives that stand in the registry; no two of one id are seen, unless they are alike.

use crate::model::objective::{CELLS, Slo};
use crate::registry::book::Book;
use crate::registry::{Conflict, Extent};

impl Book {
    pub(in crate::registry) fn slos(&self) -> impl Iterator<Item = &'static Slo> {
        self.layout.counts().iter().filter_map(|extent| match extent {
            Extent::Slo(slo) => Some(*slo),
            _ => None,
        })
    }

    /// Enters an objective. One whose id is another's already counts all the same, where nobody
    /// sees it.
    pub(in crate::registry) fn add_slo(&mut self, slo: &'static Slo) -> usize {
        if let Some(place) = slo.place.index() {
            return place;
        }
        let mut slos = self.slos().filter(|known| known.spec().id == slo.spec().id);
        let conflict = slos.find(|known| known.spec() != slo.spec());
        drop(slos);
        if let Some(known) = conflict {
            self.note(|_| Err(Conflict::of_slos(known, slo)));
        }
        let known = if conflict.is_some() { Extent::Unseen(slo) } else { Extent::Slo(slo) };
        let place = self.layout.push_counts(known, CELLS);
        slo.place.settle(place, self.slos_aside);
        place as usize
    }

    /// Keeps the calls of all objectives off the fast path, or no longer.
    pub(in crate::registry) fn keep_slos_aside(&mut self, aside: bool) {
        self.slos_aside = aside;
        for count in self.layout.counts() {
            if let Extent::Slo(slo) | Extent::Unseen(slo) = count {
                slo.place.detour(aside);
            }
        }
        self.layout.served().iter().for_each(|function| self.route(function));
    }
}
