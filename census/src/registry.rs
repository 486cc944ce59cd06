//! Floor 5: which measures, views and functions exist, under which names, and where their cells
//! stand in every shard.
//!
//! A site is found in two ways, neither of which suffices alone. The linker collects all of them
//! in [`FUNCTIONS`] and [`ITEMS`], so that every series exists at zero before its first call; and
//! the first record of each registers it, in case the linker lost it. Either way a site is
//! registered once.

mod book;
mod conflict;
mod layout;
mod named;

pub(crate) use conflict::Asked;
pub use conflict::Conflict;
pub(crate) use layout::{Extent, Layout};

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use once_cell::sync::Lazy;

use crate::model::closed::ClosedRows;
use crate::model::function::{Function, Part};
use crate::model::objective::Slo;
use crate::model::rows::Rows;
use crate::model::{AnyMeasure, View};
use crate::switch::OFF;
use crate::sync::lock;
use book::Book;

/// Something that a macro declared, and that is no function.
#[derive(Clone, Copy, Debug)]
pub enum Item {
    /// By `declare_measure!`.
    Measure(&'static AnyMeasure),
    /// By `declare_view!`.
    View(&'static View),
    /// By `declare_slo!`, or by `slo(…)` on a function.
    Slo(&'static Slo),
}

/// The measured functions of the crates of this program, as far as its linker knows. They stand in
/// the slice themselves: a static each that refers to them would be a fifth of what the compiler
/// does for one.
#[census_macros::list]
pub static FUNCTIONS: [Function];

/// Everything else that macros declared.
#[census_macros::list]
pub static ITEMS: [Item];

/// The names of this process.
pub(crate) static REGISTRY: Registry = Registry {
    book: Lazy::new(Mutex::default),
    extents: AtomicUsize::new(0),
    counts: AtomicUsize::new(0),
};

pub(crate) struct Registry {
    book: Lazy<Mutex<Book>>,
    /// How many extents there are: a size for shards' tables, to be read without the lock.
    extents: AtomicUsize,
    /// The same of counts.
    counts: AtomicUsize,
}

/// A registered view, and where its data come from.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) view: &'static View,
    /// Nanoseconds of the epoch: half as long as a `SystemTime`, and there is one for each view.
    start: u64,
    pub(crate) sources: Sources,
}

impl Series {
    fn new(view: &'static View, start: SystemTime, sources: Sources) -> Self {
        let start = start.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Series { view, start: start.as_nanos() as u64, sources }
    }

    /// When it began to count.
    pub(crate) fn start(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.start)
    }
}

/// The extents that a view reads: its own, or the parts of the functions that give its name.
#[derive(Clone, Debug)]
pub(crate) enum Sources {
    Own(u32),
    Closed(u32, &'static ClosedRows),
    Rows(&'static Rows),
    Part(Part, u32),
    Parts(Box<Parts>),
}

impl Sources {
    /// The extents that give its data together; none where it has rows, which have extents each.
    pub(crate) fn extents(&self) -> Vec<usize> {
        match self {
            Sources::Own(extent) | Sources::Closed(extent, _) | Sources::Part(_, extent) => {
                vec![*extent as usize]
            }
            Sources::Parts(parts) => parts.0.iter().map(|(_, extent)| *extent as usize).collect(),
            Sources::Rows(_) => Vec::new(),
        }
    }
}

/// Parts of several functions that give one name.
#[derive(Clone, Debug)]
pub(crate) struct Parts(pub(crate) Vec<(Part, u32)>);

impl Registry {
    /// Registers a function, unless it is; gives its place.
    pub(crate) fn add_function(&self, function: &'static Function) -> usize {
        self.scanned(|book| book.add_function(function))
    }

    /// Registers a measure, unless it is, and with it the views that were declared on it.
    pub(crate) fn add_measure(&self, measure: &'static AnyMeasure) {
        self.scanned(|book| book.note(|book| book.add_measure(measure).map(drop)));
    }

    /// Registers a view, unless one like it is; none where census is switched off.
    pub(crate) fn add_view(&self, view: &'static View) -> Result<(), Conflict> {
        if OFF { Ok(()) } else { self.scanned(|book| book.add_view(view)) }
    }

    /// Registers an objective, unless it is; gives its place.
    pub(crate) fn add_slo(&self, slo: &'static Slo) -> usize {
        self.scanned(|book| book.add_slo(slo))
    }

    /// Gives a block of rows an extent, unless it has one.
    pub(crate) fn add_block(&self, of: Extent, rows: &'static Rows, block: usize) -> usize {
        self.scanned(|book| book.add_block(of, rows, block))
    }

    /// Ends a view: it takes no more measurements, and its name is free.
    pub(crate) fn remove_view(&self, name: &str) -> Option<&'static View> {
        self.scanned(|book| book.remove_view(name))
    }

    /// Sends the calls of functions with a latency by the slow path, where exemplars are taken.
    pub(crate) fn want_exemplars(&self) {
        self.scanned(Book::want_exemplars);
    }

    /// Keeps the calls of all objectives off the fast path, or no longer.
    pub(crate) fn keep_slos_aside(&self, aside: bool) {
        self.scanned(|book| book.keep_slos_aside(aside));
    }

    /// The view of a name.
    pub(crate) fn view(&self, name: &str) -> Option<&'static View> {
        self.scanned(|book| book.series(name).map(|series| series.view))
    }

    /// The measure of a name.
    pub(crate) fn measure(&self, name: &str) -> Option<&'static AnyMeasure> {
        self.scanned(|book| book.measure(name))
    }

    /// All definitions that contradict an earlier one of the same name.
    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        self.scanned(|book| book.conflicts())
    }

    /// How many extents there are, about.
    pub(crate) fn extents(&self) -> usize {
        self.extents.load(Relaxed)
    }

    /// The same of counts.
    pub(crate) fn counts(&self) -> usize {
        self.counts.load(Relaxed)
    }

    /// The layout and the views at this moment.
    pub(crate) fn layout(&self) -> (Layout, Vec<Series>) {
        self.scanned(|book| (book.layout().clone(), book.all().cloned().collect()))
    }

    /// The objectives.
    pub(crate) fn slos(&self) -> Vec<&'static Slo> {
        self.scanned(|book| book.slos().collect())
    }

    /// The functions that count for an objective among their own cells.
    pub(crate) fn served(&self, slo: &'static Slo) -> Vec<&'static Function> {
        let is_it =
            |function: &&Function| function.slo().is_some_and(|its| std::ptr::eq(its(), slo));
        self.scanned(|book| book.layout().served().iter().copied().filter(is_it).collect())
    }

    /// When the engine began: the start of every series that was there from the first.
    pub(crate) fn began(&self) -> SystemTime {
        self.scanned(|book| book.began())
    }

    /// Reads or changes the book, in which everything that the linker collected stands.
    fn scanned<R>(&self, act: impl FnOnce(&mut Book) -> R) -> R {
        let mut book = lock(&self.book);
        book.scan(&ITEMS, &FUNCTIONS);
        let done = act(&mut book);
        book.publish();
        self.extents.store(book.layout().extents().len(), Relaxed);
        self.counts.store(book.layout().counts().len(), Relaxed);
        done
    }
}
