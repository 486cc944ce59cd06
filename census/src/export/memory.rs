//! Keeps the last snapshots it was given, for tests to look at.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Instant, SystemTime};

use crate::export::{ExportError, Exporter};
use crate::snapshot::Snapshot;
use crate::sync::lock;

/// Snapshots that are kept where [`Memory::keeping`] says no other number: more exports than a
/// test makes between two looks, and few enough to forget about.
pub const SNAPSHOTS_KEPT: usize = 64;

/// An exporter that keeps the last snapshots, in the order of their exports.
///
/// A clone is a handle on the same snapshots: give one to the pipeline, and look into the other.
///
/// ```
/// use census::Snapshot;
/// use census::export::{Exporter, Memory};
/// use std::time::{Instant, SystemTime};
///
/// let memory = Memory::new();
/// let mut exporter = memory.clone();
/// exporter.export(&Snapshot::new(SystemTime::now(), vec![]), Instant::now())?;
/// assert_eq!(memory.all().len(), 1);
/// assert_eq!(memory.last().to_string(), "");
/// # Ok::<(), census::export::ExportError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Memory {
    /// At most `kept`; the oldest first.
    snapshots: Arc<Mutex<VecDeque<Snapshot>>>,
    kept: usize,
}

impl Memory {
    /// Keeps the last [`SNAPSHOTS_KEPT`] snapshots.
    pub fn new() -> Self {
        Memory::keeping(SNAPSHOTS_KEPT)
    }

    /// Keeps the last `kept` snapshots, at least one.
    pub fn keeping(kept: usize) -> Self {
        Memory { snapshots: Arc::default(), kept: kept.max(1) }
    }

    /// The latest snapshot; before the first export, one without views.
    pub fn last(&self) -> Snapshot {
        let nothing = || Snapshot::new(SystemTime::UNIX_EPOCH, Vec::new());
        self.lock().back().cloned().unwrap_or_else(nothing)
    }

    /// All snapshots that are kept, the oldest first.
    pub fn all(&self) -> Vec<Snapshot> {
        self.lock().iter().cloned().collect()
    }

    /// Forgets what it has kept.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// A test that panicked while it held the lock has not left half a snapshot behind.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Snapshot>> {
        lock(&self.snapshots)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Memory::new()
    }
}

impl Exporter for Memory {
    fn name(&self) -> &str {
        "memory"
    }

    fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        let mut snapshots = self.lock();
        if snapshots.len() == self.kept {
            snapshots.pop_front();
        }
        snapshots.push_back(snapshot.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Snapshot {
        Snapshot::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds), Vec::new())
    }

    #[test]
    fn the_last_snapshots_are_kept_and_older_ones_forgotten() {
        let memory = Memory::keeping(2);
        let mut exporter = memory.clone();
        assert_eq!(memory.last().time(), SystemTime::UNIX_EPOCH);
        for seconds in [1, 2, 3] {
            assert!(exporter.export(&at(seconds), Instant::now()).is_ok());
        }
        assert_eq!(memory.last().time(), at(3).time());
        let kept: Vec<_> = memory.all().iter().map(Snapshot::time).collect();
        assert_eq!(kept, [at(2).time(), at(3).time()]);
        memory.clear();
        assert!(memory.all().is_empty());
    }

    #[test]
    fn at_least_one_snapshot_is_kept() {
        let mut memory = Memory::keeping(0);
        assert!(memory.export(&at(1), Instant::now()).is_ok());
        assert!(memory.export(&at(2), Instant::now()).is_ok());
        assert_eq!(memory.all().len(), 1);
    }
}
