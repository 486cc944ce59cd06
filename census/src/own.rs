//! The library's own tallies: what it refused, saturated, could not trust. All rare, all cold.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::sync::lock;

/// A count that any thread may add to.
#[derive(Debug)]
pub(crate) struct Tally(AtomicU64);

impl Tally {
    const fn new() -> Self {
        Tally(AtomicU64::new(0))
    }

    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Records refused: not finite, negative where a sum must not fall, of the wrong type, or made
/// while the record of another on the same thread was being set up.
pub(crate) static REFUSED_RECORDS: Tally = Tally::new();

/// Records that would have carried a sum past the last `i64`.
pub(crate) static SATURATED_RECORDS: Tally = Tally::new();

/// Records with tags that there was no row for, and none could be added.
pub(crate) static OVERFLOWED_RECORDS: Tally = Tally::new();

/// Calls whose clock stepped back; their latency is 0.
pub(crate) static CLOCK_BACKWARDS: Tally = Tally::new();

/// Exports by exporter and result.
static EXPORTS: Mutex<BTreeMap<(String, &'static str), u64>> = Mutex::new(BTreeMap::new());

/// Counts an export.
pub(crate) fn exported(exporter: &str, result: &'static str) {
    let mut exports = lock(&EXPORTS);
    *exports.entry((exporter.to_owned(), result)).or_default() += 1;
}

/// All exports: exporter, result, count.
pub(crate) fn exports() -> Vec<(String, &'static str, u64)> {
    let exports = lock(&EXPORTS);
    exports.iter().map(|((exporter, result), &count)| (exporter.clone(), *result, count)).collect()
}
