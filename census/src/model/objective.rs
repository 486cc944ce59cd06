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
    /// It returned something good.
    Good,
    /// Something bad.
    Bad,
    /// Something that does not count.
    Excluded,
    /// It panicked or was cancelled, which is good.
    BrokenOffGood,
    /// The same, which is bad.
    BrokenOffBad,
    /// The same, which does not count.
    BrokenOffExcluded,
}

impl Verdict {
    /// It returned something of that class.
    #[inline]
    pub(crate) const fn returned(class: Class) -> Self {
        match class {
            Class::Good => Verdict::Good,
            Class::Bad => Verdict::Bad,
            Class::Excluded => Verdict::Excluded,
        }
    }

    /// It panicked or was cancelled, which is of that class.
    #[inline]
    pub(crate) const fn broken_off(class: Class) -> Self {
        match class {
            Class::Good => Verdict::BrokenOffGood,
            Class::Bad => Verdict::BrokenOffBad,
            Class::Excluded => Verdict::BrokenOffExcluded,
        }
    }

    /// The cell of the call. A latency is of good calls; and of calls that were broken off, which
    /// are known to be slow once they have taken too long, and are not known to be fast.
    #[inline]
    pub(crate) const fn cell(self, slow: bool) -> usize {
        let (class, latency) = match (self, slow) {
            (Verdict::Good, false) => (Class::Good, Class::Good),
            (Verdict::Good, true) => (Class::Good, Class::Bad),
            (Verdict::Bad, _) => (Class::Bad, Class::Excluded),
            (Verdict::Excluded, _) => (Class::Excluded, Class::Excluded),
            (Verdict::BrokenOffGood, false) => (Class::Good, Class::Excluded),
            (Verdict::BrokenOffGood, true) => (Class::Good, Class::Bad),
            (Verdict::BrokenOffBad, false) => (Class::Bad, Class::Excluded),
            (Verdict::BrokenOffBad, true) => (Class::Bad, Class::Bad),
            (Verdict::BrokenOffExcluded, false) => (Class::Excluded, Class::Excluded),
            (Verdict::BrokenOffExcluded, true) => (Class::Excluded, Class::Bad),
        };
        class as usize * Class::ALL.len() + latency as usize
    }

    /// The cell of the call in a function that counts for the declaration: one for each pair of
    /// classes that a call can be of, in the order of [`PAIRS`].
    #[inline]
    pub(crate) const fn cell_of_function(self, slow: bool) -> usize {
        match (self, slow) {
            (Verdict::Good, false) => 0,
            (Verdict::Good | Verdict::BrokenOffGood, true) => 1,
            (Verdict::BrokenOffGood, false) => 2,
            (Verdict::Bad, _) | (Verdict::BrokenOffBad, false) => 3,
            (Verdict::BrokenOffBad, true) => 4,
            (Verdict::Excluded, _) | (Verdict::BrokenOffExcluded, false) => 5,
            (Verdict::BrokenOffExcluded, true) => 6,
        }
    }
}

/// The cells of a declaration that a function has too: what failed is never fast.
const PAIRS: [usize; 7] = {
    use Class::{Bad, Excluded, Good};
    let pairs = [
        (Good, Good),
        (Good, Bad),
        (Good, Excluded),
        (Bad, Excluded),
        (Bad, Bad),
        (Excluded, Excluded),
        (Excluded, Bad),
    ];
    let mut cells = [0; 7];
    let mut at = 0;
    while at < cells.len() {
        cells[at] = pairs[at].0 as usize * Class::ALL.len() + pairs[at].1 as usize;
        at += 1;
    }
    cells
};

/// The cell of a call that does not count at all.
pub(crate) const EXCLUDED: usize = Verdict::Excluded.cell(false);

/// Where a function that counts for a declaration counts a call that stands within another one of
/// the same objective, which counts.
pub(crate) const INSIDE: usize = PAIRS.len();

/// Cells of a function that counts for a declaration: a cache line of them.
pub(crate) const CELLS_OF_FUNCTION: usize = INSIDE + 1;

/// Adds a function's cells to those of the declaration.
pub(crate) fn add(cells: &mut [u64; CELLS], of_function: &[u64]) {
    PAIRS.iter().zip(of_function).for_each(|(&pair, calls)| cells[pair] += calls);
}

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

    const VERDICTS: [Verdict; 6] = [
        Verdict::Good,
        Verdict::Bad,
        Verdict::Excluded,
        Verdict::BrokenOffGood,
        Verdict::BrokenOffBad,
        Verdict::BrokenOffExcluded,
    ];

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
        assert_eq!(classes(Verdict::returned(Good), false), [Good, Good]);
        assert_eq!(classes(Verdict::returned(Good), true), [Good, Bad]);
        assert_eq!(classes(Verdict::returned(Bad), false), [Bad, Excluded]);
        assert_eq!(classes(Verdict::returned(Bad), true), [Bad, Excluded]);
        assert_eq!(classes(Verdict::returned(Excluded), true), [Excluded, Excluded]);
        assert_eq!(classes(Verdict::broken_off(Bad), false), [Bad, Excluded]);
        assert_eq!(classes(Verdict::broken_off(Bad), true), [Bad, Bad]);
        assert_eq!(classes(Verdict::broken_off(Excluded), true), [Excluded, Bad]);
        assert_eq!(classes(Verdict::broken_off(Excluded), false), [Excluded, Excluded]);
        assert_eq!(EXCLUDED, 8);
    }

    #[test]
    fn each_cell_of_a_function_is_one_of_the_declaration_and_inside_is_none() {
        for (verdict, slow) in VERDICTS.into_iter().flat_map(|one| [(one, false), (one, true)]) {
            let (mut cells, mut of_function) = ([0; CELLS], [0; CELLS_OF_FUNCTION]);
            of_function[verdict.cell_of_function(slow)] = 1;
            of_function[INSIDE] = 7;
            add(&mut cells, &of_function);
            let mut expected = [0; CELLS];
            expected[verdict.cell(slow)] = 1;
            assert_eq!(cells, expected, "{verdict:?}, slow: {slow}");
        }
    }
}
