//! What stands in the registry: a plain value, changed under its lock.

mod functions;
mod late;
mod objectives;

use std::sync::atomic::Ordering::{Relaxed, Release};
use std::time::SystemTime;

use once_cell::race::OnceRef;

use crate::clock;
use crate::model::closed::ClosedRows;
use crate::model::function::Function;
use crate::model::rows::Rows;
use crate::model::view::{Breakdown, Link};
use crate::model::{AnyMeasure, View};
use crate::registry::named::Named;
use crate::registry::{Conflict, Extent, Item, Layout, Series, Sources};

#[derive(Debug, Default)]
pub(super) struct Book {
    /// When the linker's items were entered; `None` before.
    began: Option<SystemTime>,
    layout: Layout,
    measures: Named<&'static AnyMeasure>,
    /// Further statics of a measure's name, equal but for their descriptions: each has a list of
    /// views of its own.
    twins: Vec<&'static AnyMeasure>,
    series: Named<Series>,
    /// Views that were declared on the name of a measure that is not known yet.
    late: Vec<&'static View>,
    conflicts: Vec<Conflict>,
    /// Whether exemplars are taken.
    exemplars: bool,
    /// Whether the calls of objectives are kept off the fast path.
    slos_aside: bool,
    /// Measures entered since the last [`publish`](Book::publish).
    fresh: Vec<&'static AnyMeasure>,
}

impl Book {
    /// Enters what the linker collected, once. Measures first, since views refer to them; then
    /// views, so that of two that give one name it is always the function that is left out.
    pub(super) fn scan(&mut self, items: &[Item], functions: &'static [Function]) {
        if self.began.is_some() {
            return;
        }
        self.began = Some(clock::wall());
        let rank = |item: &Item| match item {
            Item::Measure(_) => 0,
            Item::View(_) => 1,
            Item::Slo(_) => 2,
        };
        // The linker's order is anybody's guess: by location, the same program says the same.
        let mut items: Vec<Item> = items.to_vec();
        items.sort_by_key(|item| (rank(item), item.location()));
        let mut functions: Vec<&'static Function> = functions.iter().collect();
        functions.sort_by_key(|function| function.location);
        for item in items {
            match item {
                Item::Measure(measure) => self.note(|book| book.add_measure(measure).map(drop)),
                Item::View(view) => self.add_declared(view),
                Item::Slo(slo) => drop(self.add_slo(slo)),
            }
        }
        for function in functions {
            self.add_function(function);
        }
        self.settle_late();
    }

    pub(super) fn began(&self) -> SystemTime {
        self.began.unwrap_or(SystemTime::UNIX_EPOCH)
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Series> {
        self.series.iter()
    }

    pub(super) fn series(&self, name: &str) -> Option<&Series> {
        self.series.get(name)
    }

    pub(super) fn measure(&self, name: &str) -> Option<&'static AnyMeasure> {
        self.measures.get(name).copied()
    }

    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        self.conflicts.iter().cloned().chain(self.still_late()).collect()
    }

    /// Keeps the conflict of something that nobody waits for.
    pub(super) fn note(&mut self, add: impl FnOnce(&mut Self) -> Result<(), Conflict>) {
        if let Err(conflict) = add(self)
            && !self.conflicts.contains(&conflict)
        {
            self.conflicts.push(conflict);
        }
    }

    /// Enters a measure, and hangs the views of its name on it.
    pub(super) fn add_measure(
        &mut self,
        measure: &'static AnyMeasure,
    ) -> Result<&'static AnyMeasure, Conflict> {
        if !measure.registered.load(Relaxed) {
            self.fresh.push(measure);
        }
        let Some(&first) = self.measures.get(measure.name()) else {
            self.measures.insert(measure);
            return Ok(measure);
        };
        let is_known = |known: &&AnyMeasure| std::ptr::eq(*known, measure);
        if is_known(&first) || self.twins.iter().any(is_known) {
            return Ok(first);
        }
        if !first.same_as(measure) {
            return Err(Conflict::of_measures(first, measure));
        }
        self.twins.push(measure);
        links(first).for_each(|link| append(measure, link.view, link.rows));
        Ok(first)
    }

    /// Lets records rely on what was entered: all views of a measure hang on it now. Earlier, a
    /// record beside this one would find none.
    pub(super) fn publish(&mut self) {
        self.settle_late();
        for measure in self.fresh.drain(..) {
            measure.registered.store(true, Release);
            measure.plain.store(!self.exemplars, Release);
        }
    }

    /// Enters a view and hangs it on every declaration of its measure.
    pub(super) fn add_view(&mut self, view: &'static View) -> Result<(), Conflict> {
        let measure = self.measure_of(view)?;
        if let Some(series) = self.series.get(view.name()) {
            let alike = match series.sources {
                Sources::Own(_) | Sources::Closed(..) | Sources::Rows(_) => {
                    series.view.same_as(view)
                }
                _ => std::ptr::eq(series.view, view),
            };
            return if alike { Ok(()) } else { Err(Conflict::of_views(series.view, view)) };
        }
        let sources = match view.place.index() {
            // It was registered before: its links hang where they hung.
            Some(extent) => match link_of(measure, view).and_then(|link| link.rows) {
                Some(rows) => rows.sources(extent as u32),
                None => Sources::Own(extent as u32),
            },
            None => {
                let rows = rows_of(view);
                let extent = match rows {
                    Some(Breakdown::Open(rows)) => {
                        self.add_block(Extent::Rows(view), rows, 0) as u32
                    }
                    Some(Breakdown::Closed(_)) => self.layout.push(Extent::Rows(view)),
                    None => self.layout.push(Extent::View(view)),
                };
                view.place.settle(extent, false);
                let sources = rows.map_or(Sources::Own(extent), |rows| rows.sources(extent));
                append(measure, view, rows);
                let twins = self.twins.iter().filter(|twin| twin.name() == measure.name());
                twins.for_each(|twin| append(twin, view, rows));
                sources
            }
        };
        view.live.store(true, Relaxed);
        self.functions_of(measure).into_iter().for_each(|function| self.route(function));
        self.series.insert(Series::new(view, clock::wall(), sources));
        Ok(())
    }

    /// Gives a block of rows its extent, unless it has one.
    pub(super) fn add_block(&mut self, of: Extent, rows: &'static Rows, block: usize) -> usize {
        rows.extent(block).unwrap_or_else(|| {
            let extent = self.layout.push(of);
            rows.settle(block, extent);
            extent as usize
        })
    }

    /// Takes a view off its name. A function's own view stays: its cells count anyway.
    pub(super) fn remove_view(&mut self, name: &str) -> Option<&'static View> {
        let series = self.series.get(name)?;
        if matches!(series.sources, Sources::Part(..) | Sources::Parts(_)) {
            return None;
        }
        let view = self.series.remove(name)?.view;
        view.live.store(false, Relaxed);
        let measure = view.measure().into_iter();
        let functions = measure.flat_map(|measure| self.functions_of(measure));
        functions.for_each(|function| self.route(function));
        Some(view)
    }

    /// From now on exemplars are taken, off the fast path of what they are taken of.
    pub(super) fn want_exemplars(&mut self) {
        self.exemplars = true;
        let measures = self.measures.iter().chain(&self.twins);
        measures.for_each(|measure| measure.plain.store(false, Relaxed));
        for extent in self.layout.all() {
            if let Extent::Function(function) = extent {
                self.route(function);
            }
        }
    }
}

impl Item {
    fn location(&self) -> (&'static str, u32, u32) {
        let location = match self {
            Item::Measure(measure) => measure.location,
            Item::View(view) => view.location,
            Item::Slo(slo) => slo.location,
        };
        (location.file(), location.line(), location.column())
    }
}

impl Breakdown {
    /// What its view shows; it has this extent.
    fn sources(self, extent: u32) -> Sources {
        match self {
            Breakdown::Closed(rows) => Sources::Closed(extent, rows),
            Breakdown::Open(rows) => Sources::Rows(rows),
        }
    }
}

/// Hangs a view at the end of a measure's list. Under the registry's lock, so nobody else does.
fn append(measure: &AnyMeasure, view: &'static View, rows: Option<Breakdown>) {
    let mut end = &measure.views;
    while let Some(link) = end.get() {
        end = &link.next;
    }
    let link: &'static Link = Box::leak(Box::new(Link { view, rows, next: OnceRef::new() }));
    let _ = end.set(link);
}

/// A view's link in the list of its measure.
fn link_of(measure: &AnyMeasure, view: &'static View) -> Option<&'static Link> {
    links(measure).find(|link| std::ptr::eq(link.view, view))
}

/// Room for the rows of a view that is broken down by tags.
fn rows_of(view: &View) -> Option<Breakdown> {
    if let Some(closed) = view.closed() {
        return Some(Breakdown::Closed(ClosedRows::leak(closed)));
    }
    let columns = view.tag_keys().len();
    let (cells, limit, last) = (view.cells(), view.rows_limit(), view.rows_last());
    let rows = || Rows::new(columns, cells, limit, last, clock::wall());
    (columns > 0).then(|| Breakdown::Open(Box::leak(Box::new(rows()))))
}

/// The views that hang on a measure.
fn links(measure: &AnyMeasure) -> impl Iterator<Item = &'static Link> {
    std::iter::successors(measure.views.get(), |link| link.next.get())
}
