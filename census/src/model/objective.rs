//! A declared objective as it counts: what is declared, and the place of its cells.

use std::fmt;
use std::panic::Location;

#[cfg(not(loom))]
use crate::model::history::History;
use crate::model::place::Place;
use crate::model::slo::{Class, Sli, SloSpec};
#[cfg(not(loom))]
use crate::sync::{Mutex, OnceLock};

/// A declaration of objectives at run time, which [`declare_slo!`](crate::declare_slo) makes: what
/// was promised, and how it stands.
pub struct Slo {
    spec: &'static SloSpec<'static>,
    pub(crate) location: &'static Location<'static>,
    pub(crate) place: Place,
    /// The nanoseconds from which on a call is slow; where none are, no call is.
    pub(crate) threshold: u64,
    /// How it stood, from `start()` on.
    #[cfg(not(loom))]
    pub(crate) history: OnceLock<Mutex<History>>,
}

/// Cells of a declaration: one for each pair of classes, of the availability and of the latency, so
/// that one increment tells both.
pub(crate) const CELLS: usize = Class::ALL.len() * Class::ALL.len();

impl Slo {
    /// For expansions only.
    #[doc(hidden)]
    #[track_caller]
    pub const fn new(spec: &'static SloSpec<'static>) -> Self {
        let threshold = match spec.latency {
            Some(latency) => latency.threshold,
            None => u64::MAX,
        };
        Slo {
            spec,
            location: Location::caller(),
            place: Place::unknown(),
            threshold,
            #[cfg(not(loom))]
            history: OnceLock::new(),
        }
    }

    /// What was declared.
    pub const fn spec(&self) -> &'static SloSpec<'static> {
        self.spec
    }
}

impl fmt::Debug for Slo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Slo").field(&self.spec.id).finish()
    }
}

/// What a call was to a declaration, when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It returned something of that class.
    Returned(Class),
    /// It panicked or was cancelled, which is of that class.
    BrokenOff(Class),
}

impl Verdict {
    /// The cell of the call. A latency is of good calls; and of calls that were broken off, which
    /// are known to be slow once they have taken too long, and are not known to be fast.
    #[inline]
    pub(crate) const fn cell(self, slow: bool) -> usize {
        let (class, latency) = match (self, slow) {
            (Verdict::Returned(Class::Good), false) => (Class::Good, Class::Good),
            (Verdict::Returned(Class::Good), true) => (Class::Good, Class::Bad),
            (Verdict::Returned(class), _) => (class, Class::Excluded),
            (Verdict::BrokenOff(class), true) => (class, Class::Bad),
            (Verdict::BrokenOff(class), false) => (class, Class::Excluded),
        };
        class as usize * Class::ALL.len() + latency as usize
    }
}

/// The cell of a call that does not count at all.
pub(crate) const EXCLUDED: usize = Verdict::Returned(Class::Excluded).cell(false);

/// The calls of each class, of an objective, among the cells of its declaration.
pub(crate) fn events(cells: &[u64], sli: Sli) -> [u64; Class::ALL.len()] {
    let mut events = [0; Class::ALL.len()];
    for (at, calls) in cells.iter().enumerate().take(CELLS) {
        let class = match sli {
            Sli::Availability => at / Class::ALL.len(),
            Sli::Latency => at % Class::ALL.len(),
        };
        events[class] += calls;
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes of a call, of its availability and of its latency.
    fn classes(verdict: Verdict, slow: bool) -> [Class; 2] {
        let mut cells = [0; CELLS];
        cells[verdict.cell(slow)] = 1;
        Sli::ALL.map(|sli| {
            let events = events(&cells, sli);
            assert_eq!(events.iter().sum::<u64>(), 1);
            Class::ALL[events.iter().position(|calls| *calls == 1).expect("one")]
        })
    }

    #[test]
    fn only_good_calls_are_fast_and_what_is_broken_off_late_is_slow() {
        use Class::{Bad, Excluded, Good};
        assert_eq!(classes(Verdict::Returned(Good), false), [Good, Good]);
        assert_eq!(classes(Verdict::Returned(Good), true), [Good, Bad]);
        assert_eq!(classes(Verdict::Returned(Bad), false), [Bad, Excluded]);
        assert_eq!(classes(Verdict::Returned(Bad), true), [Bad, Excluded]);
        assert_eq!(classes(Verdict::Returned(Excluded), true), [Excluded, Excluded]);
        assert_eq!(classes(Verdict::BrokenOff(Bad), false), [Bad, Excluded]);
        assert_eq!(classes(Verdict::BrokenOff(Bad), true), [Bad, Bad]);
        assert_eq!(classes(Verdict::BrokenOff(Excluded), true), [Excluded, Bad]);
        assert_eq!(classes(Verdict::BrokenOff(Excluded), false), [Excluded, Excluded]);
        assert_eq!(EXCLUDED, 8);
    }
}
