//! What has arrived where: a row that can go stays until every exporter has delivered it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, SystemTime};

use crate::sync::lock;

/// The time of the newest snapshot that an exporter has delivered, in nanoseconds of the epoch.
#[derive(Debug)]
pub(crate) struct Receipt(Arc<AtomicU64>);

static RECEIPTS: Mutex<Vec<Weak<AtomicU64>>> = Mutex::new(Vec::new());

impl Receipt {
    /// Of an exporter that has delivered nothing yet; it counts as long as this lives.
    pub(crate) fn new() -> Self {
        let time = Arc::new(AtomicU64::new(0));
        let mut receipts = lock(&RECEIPTS);
        receipts.retain(|receipt| receipt.strong_count() > 0);
        receipts.push(Arc::downgrade(&time));
        Receipt(time)
    }

    /// The snapshot of this time has arrived.
    pub(crate) fn sign(&self, time: SystemTime) {
        let time = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.0.store(time.as_nanos() as u64, Relaxed);
    }
}

/// The time up to which everything has arrived everywhere.
pub(super) fn delivered() -> SystemTime {
    let receipts = lock(&RECEIPTS);
    let times = receipts.iter().filter_map(Weak::upgrade).map(|time| time.load(Relaxed));
    let time = Duration::from_nanos(times.min().unwrap_or(u64::MAX));
    SystemTime::UNIX_EPOCH + time
}
