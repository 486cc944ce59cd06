//! Times in which calls do not count for objectives.

use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

use crate::registry::REGISTRY;
use crate::shard::here;
use crate::sync::{Mutex, lock};

/// How many guards are held.
static HELD: AtomicIsize = AtomicIsize::new(0);

/// Locked while that changes, and with it the way of the calls.
static CHANGE: Mutex<()> = Mutex::new(());

/// Begins a maintenance: until the guard is dropped, calls that end are excluded from every
/// objective, in the whole process. They are counted as excluded, and their functions' own views
/// count them as ever.
///
/// ```
/// use census::{declare_slo, measured};
///
/// declare_slo! {
///     slo REPORTS = "doc-maintenance" { window = 28d; availability >= 99%; }
/// }
///
/// #[measured(slo = REPORTS)]
/// fn report() -> Result<(), &'static str> {
///     Err("the database is being moved")
/// }
///
/// let maintenance = census::maintenance();
/// let _ = report();
/// drop(maintenance);
/// let events = census::read("census/slo_events").unwrap().to_string();
/// assert!(events.contains("slo=doc-maintenance-availability  outcome=excluded  count=1"));
/// ```
#[must_use = "a maintenance ends when its guard is dropped"]
pub fn maintenance() -> Maintenance {
    hold(1);
    Maintenance(())
}

/// A maintenance, until it is dropped. Several may overlap: it ends with the last of them.
#[derive(Debug)]
pub struct Maintenance(());

impl Drop for Maintenance {
    fn drop(&mut self) {
        hold(-1);
    }
}

/// Whether a maintenance goes on: asked off the fast path, where all calls of objectives go then.
///
/// Relaxed: whoever begins one sees it at once; other threads soon.
pub(crate) fn held() -> bool {
    HELD.load(Relaxed) > 0
}

fn hold(more: isize) {
    here::quietly(|| {
        let _change = lock(&CHANGE);
        let held = HELD.fetch_add(more, Relaxed) + more;
        REGISTRY.keep_slos_aside(held > 0);
    });
}
