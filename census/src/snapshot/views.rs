//! Views at run time, OpenCensus's view manager: register, unregister, find, read.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Mutex;

use crate::collector::{Collector, Totals};
use crate::model::{AnyMeasure, View};
use crate::registry::{Conflict, Layout, REGISTRY, Series};
use crate::shard::here::{self, POOL};
use crate::snapshot::{ViewData, take};
use crate::sync::lock;

/// What stood in the cells of a view when it was registered again, by extent: not in its data.
static BASELINES: Mutex<Baselines> = Mutex::new(Baselines::new());

/// By extent, and in a block of rows by the row's place; otherwise that is 0.
pub(super) type Baselines = BTreeMap<(usize, usize), Totals>;

/// The layout and the views, and what is not in their data, all of one moment: a view that is
/// registered again after it is one with later cells.
pub(super) fn layout() -> (Layout, Vec<Series>, Baselines) {
    let baselines = lock(&BASELINES);
    let (layout, series) = REGISTRY.layout();
    (layout, series, baselines.clone())
}

/// Registers a view: from now on it takes the measurements of its measure.
///
/// What was recorded before is not in it. Views that macros declared are registered from the
/// start. To register a view again, or one equal to it, changes nothing.
///
/// ```
/// use census::{Aggregation, Measure, View};
///
/// static ITEMS: Measure<i64> = Measure::new("doc/register/items", "1");
/// static LATEST: View = View::new("doc/register/latest", &ITEMS, Aggregation::LastValue);
///
/// census::register(&LATEST)?;
/// ITEMS.record(3);
/// assert_eq!(
///     census::read("doc/register/latest").unwrap().to_string(),
///     "doc/register/latest [1]\n  last=3\n"
/// );
///
/// census::unregister("doc/register/latest");
/// assert!(census::read("doc/register/latest").is_none());
/// # Ok::<(), census::Conflict>(())
/// ```
///
/// # Errors
///
/// The name, or the measure's, is declared with another meaning; or there is no measure of the
/// name that the view gives.
pub fn register(view: &'static View) -> Result<(), Conflict> {
    here::quietly(|| add(view))
}

fn add(view: &'static View) -> Result<(), Conflict> {
    // Held to the end: nobody else registers it in between.
    let mut baselines = lock(&BASELINES);
    if view.place.index().is_some() && !view.is_registered() {
        let (layout, _) = REGISTRY.layout();
        let collector = Collector::merge(&POOL.shards(), &layout);
        let own = layout.extents().iter().enumerate().filter(|(_, extent)| extent.is_of(view));
        for (extent, _) in own {
            let stood = collector.all(extent).map(|(at, totals)| ((extent, at), totals.clone()));
            baselines.extend(stood);
        }
    }
    REGISTRY.add_view(view)
}

/// Unregisters the view of a name, and gives it back; its data are gone, its name is free.
///
/// `None` where there is no such view, and for a measured function's own, which lives as long as
/// the function.
pub fn unregister(name: &str) -> Option<&'static View> {
    here::quietly(|| remove(name))
}

/// Forgets what stood in the cells of a row that is gone.
pub(super) fn forget(extent: usize, at: usize) {
    lock(&BASELINES).remove(&(extent, at));
}

fn remove(name: &str) -> Option<&'static View> {
    let mut baselines = lock(&BASELINES);
    let view = REGISTRY.remove_view(name)?;
    let (layout, _) = REGISTRY.layout();
    let extents = layout.extents();
    let is_own = |extent: usize| extents.get(extent).is_some_and(|extent| extent.is_of(view));
    baselines.retain(|(extent, _), _| !is_own(*extent));
    Some(view)
}

/// The registered view of a name.
pub fn find(name: &str) -> Option<&'static View> {
    here::quietly(|| REGISTRY.view(name))
}

/// The measure of a name, a measured function's included.
///
/// ```
/// #[census::measured(latency = "doc/measure/latency")]
/// fn work() {}
///
/// assert_eq!(census::measure("doc/measure/latency").unwrap().unit(), "s");
/// ```
pub fn measure(name: &str) -> Option<&'static AnyMeasure> {
    here::quietly(|| REGISTRY.measure(name))
}

/// Reads the data of one registered view; see [`snapshot`](crate::snapshot()) for all at once.
pub fn read(name: &str) -> Option<ViewData> {
    take::read(name)
}

/// Says which names are defined twice with different meanings, and which views are of a measure
/// that is not there, in all crates of this program: what `start()` refuses. For a test of one's
/// own:
///
/// ```
/// census::check().unwrap();
/// ```
///
/// # Errors
///
/// All conflicts, each with its places.
pub fn check() -> Result<(), Conflicts> {
    match here::quietly(|| REGISTRY.conflicts()) {
        none if none.is_empty() => Ok(()),
        conflicts => Err(Conflicts(conflicts)),
    }
}

/// All definitions that cannot hold, one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicts(Vec<Conflict>);

impl Conflicts {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Conflict> {
        self.0.iter()
    }
}

impl fmt::Display for Conflicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, conflict) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            conflict.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for Conflicts {}
