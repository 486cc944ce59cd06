//! From a hash to the numbers that may be meant: read without a lock, written under one.

use std::sync::OnceLock;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU64, AtomicUsize};

/// Entries of the first table; each further one has twice as many.
const ENTRIES_MIN: usize = 16;

/// Tables, of which the last has room for more rows than there may be.
const TABLES: usize = 24;

/// Open addressing; a table that is half full is replaced by one twice its size, and kept, since a
/// thread may still look into it.
#[derive(Debug)]
pub(super) struct Index {
    tables: [OnceLock<Box<[AtomicU64]>>; TABLES],
    /// The newest table.
    newest: AtomicUsize,
    /// Entries in it; changed under the rows' lock.
    entries: AtomicUsize,
}

impl Default for Index {
    fn default() -> Self {
        Index {
            tables: [const { OnceLock::new() }; TABLES],
            newest: AtomicUsize::new(0),
            entries: AtomicUsize::new(0),
        }
    }
}

impl Index {
    /// The number with this hash for which `is_meant` says yes.
    #[inline]
    pub(super) fn find(&self, hash: u64, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        // Acquire: the table that is the newest is there.
        let table = self.tables.get(self.newest.load(Acquire))?.get()?;
        let mask = table.len() - 1;
        let mut at = (hash >> 32) as usize & mask;
        loop {
            // Acquire: the row of a number is there.
            let entry = table.get(at)?.load(Acquire);
            let row = (entry as u32).checked_sub(1)?;
            if entry >> 32 == hash >> 32 && is_meant(row) {
                return Some(row);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a number that is not there; under the rows' lock.
    pub(super) fn add(&self, hash: u64, number: u32) {
        let mut newest = self.newest.load(Relaxed);
        let entries = self.entries.load(Relaxed) + 1;
        let mut table = self.table(newest);
        if entries * 2 > table.len() {
            newest += 1;
            let wider = self.table(newest);
            let entries = table.iter().map(|entry| entry.load(Relaxed));
            entries.filter(|entry| *entry != 0).for_each(|entry| put(wider, entry));
            table = wider;
        }
        put(table, hash >> 32 << 32 | u64::from(number + 1));
        self.entries.store(entries, Relaxed);
        self.newest.store(newest, Release);
    }

    fn table(&self, number: usize) -> &[AtomicU64] {
        let entries = ENTRIES_MIN << number;
        self.tables[number].get_or_init(|| (0..entries).map(|_| AtomicU64::new(0)).collect())
    }
}

/// Puts an entry, the upper half of a hash and a number from 1 on, into the first place that is
/// free after its own.
fn put(table: &[AtomicU64], entry: u64) {
    let mask = table.len() - 1;
    let mut at = (entry >> 32) as usize & mask;
    while table[at].load(Relaxed) != 0 {
        at = (at + 1) & mask;
    }
    // Release: who reads the number finds the row.
    table[at].store(entry, Release);
}
