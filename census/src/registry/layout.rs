//! What stands where in every shard: extents of cells, which a thread makes when it first records
//! there; and counts, which are one table, since a count takes no more than the way to it would.

use crate::model::View;
use crate::model::function::Function;
use crate::model::objective::Slo;

/// The numbers of the table's counts begin here; below are those of extents.
const COUNTS: u32 = 1 << 30;

/// Whose cells an extent holds, or a count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent {
    Function(&'static Function),
    View(&'static View),
    /// A block of a view's rows, or all of them.
    Rows(&'static View),
    /// A block of the rows of a function's calls.
    Calls(&'static Function),
    /// A block of the rows of calls that have begun, where those that have ended have more tags.
    Started,
    /// The calls of an objective.
    Slo(&'static Slo),
    /// Of an objective whose id is another's.
    Unseen(&'static Slo),
    /// A count that belongs to the one before it.
    Further,
}

impl Extent {
    /// Whether the cells are a view's own.
    pub(crate) fn is_of(&self, view: &View) -> bool {
        match self {
            Extent::View(own) | Extent::Rows(own) => std::ptr::eq(*own, view),
            _ => false,
        }
    }
}

/// What there is, by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    extents: Vec<Extent>,
    counts: Vec<Extent>,
    /// The functions that count for an objective among their own cells.
    served: Vec<&'static Function>,
}

impl Layout {
    /// Gives an extent a place, which is its number too.
    pub(super) fn push(&mut self, extent: Extent) -> u32 {
        self.extents.push(extent);
        self.extents.len() as u32 - 1
    }

    /// Gives so many counts places next to each other; the first of them.
    pub(super) fn push_counts(&mut self, of: Extent, counts: usize) -> u32 {
        let place = self.counts.len();
        self.counts.push(of);
        self.counts.resize(place + counts.max(1), Extent::Further);
        place as u32
    }

    /// Notes a function that counts for an objective among its own cells.
    pub(super) fn push_served(&mut self, function: &'static Function) {
        self.served.push(function);
    }

    /// The number of a function at a place.
    pub(crate) fn number(function: &Function, place: u32) -> u32 {
        if function.is_counted_only() { COUNTS + place } else { place }
    }

    /// The place of a number in the table of counts, if it is that of a count.
    pub(crate) fn place_of_count(number: u32) -> Option<usize> {
        number.checked_sub(COUNTS).map(|place| place as usize)
    }

    /// What a number stands for.
    pub(crate) fn get(&self, number: u32) -> Option<Extent> {
        match Layout::place_of_count(number) {
            Some(place) => self.counts.get(place).copied(),
            None => self.extents.get(number as usize).copied(),
        }
    }

    /// All extents, by place.
    pub(crate) fn extents(&self) -> &[Extent] {
        &self.extents
    }

    /// All counts, by place.
    pub(crate) fn counts(&self) -> &[Extent] {
        &self.counts
    }

    /// All functions that count for an objective among their own cells.
    pub(crate) fn served(&self) -> &[&'static Function] {
        &self.served
    }

    /// Everything.
    pub(super) fn all(&self) -> impl Iterator<Item = Extent> {
        self.extents.iter().chain(&self.counts).copied()
    }
}
