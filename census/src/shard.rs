//! Floor 4: a thread's own cells, which only it writes and the collector reads in place.
//!
//! A cell is changed by a load and a store, both relaxed: nobody else writes it. What several
//! cells say together — a count, a sum, a sum of squares — is written between two steps of the
//! shard's version, so that a reader can tell a half-written record and try again.

#[cfg(not(loom))]
pub(crate) mod aggregate;
#[cfg(not(loom))]
pub(crate) mod call;
pub(crate) mod change;
#[cfg(not(loom))]
mod closed;
#[cfg(not(loom))]
mod ended;
#[cfg(not(loom))]
mod events;
#[cfg(not(loom))]
pub(crate) mod exemplars;
#[cfg(not(loom))]
mod exemplify;
#[cfg(not(loom))]
mod function_rows;
#[cfg(not(loom))]
pub(crate) mod here;
#[cfg(not(loom))]
mod known;
pub(crate) mod lease;
#[cfg(not(loom))]
mod link;
#[cfg(all(test, loom))]
mod loom_tests;
#[cfg(not(loom))]
pub(crate) mod maintenance;
#[cfg(not(loom))]
pub(crate) mod measurement;
#[cfg(not(loom))]
mod moving;
#[cfg(not(loom))]
pub(crate) mod ran;
#[cfg(not(loom))]
mod recent;
#[cfg(not(loom))]
mod record;
#[cfg(not(loom))]
pub(crate) mod served;
#[cfg(not(loom))]
pub(crate) mod source;
#[cfg(not(loom))]
mod tagged;
#[cfg(not(loom))]
pub(crate) mod tagged_call;

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use crate::sync::{AtomicU64, Mutex, OnceLock, fence, lock, own, pause};

/// The cells of one extent in one shard.
pub(crate) type Cells = &'static [AtomicU64];

/// The place of one extent in one shard: empty until the thread first records there.
pub(crate) type Slot = OnceLock<Cells>;

/// Times a reader tries to read one extent, whatever came before.
const TRIES_MIN: u32 = if cfg!(loom) { 2 } else { 64 };

/// Times more that a reader tries in one shard, before it takes a half-written record as it is:
/// with its pauses, half a second.
///
/// A writer that records without a pause is met between the two steps again and again, and is left
/// behind within some hundred tries; one that lost the processor there is waited for. What is left
/// is a writer that never comes back: the process was forked meanwhile, or a debugger holds it. Of
/// its record the counts agree, because of the order in which they are written; a sum of two cells
/// may be the one with the record beside the other without it.
pub(crate) const PATIENCE: u32 = if cfg!(loom) { 0 } else { 4096 };

/// Cells in the first chunk of a shard; each further chunk doubles, up to [`CHUNK_MAX`].
const CHUNK_MIN: usize = if cfg!(loom) { 8 } else { 64 };
const CHUNK_MAX: usize = 1024;

/// Bytes in a cache line: chunks begin on one, so that no two threads write the same.
const LINE: usize = 64;

/// A thread's buffer. It is never freed: when its thread ends the next one leases it, and goes on
/// counting in it.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Shard {
    /// Odd while its writer is changing cells that belong together.
    version: AtomicU64,
    /// Odd while its writer records in a row that can go.
    pins: AtomicU64,
    /// The version at which a reader waited in vain: it is not waited for again.
    stuck: AtomicU64,
    table: Mutex<Table>,
}

/// What a shard has room for; changed by its owner only, on its slow path.
#[derive(Debug)]
struct Table {
    /// Its slots, as many as there were extents when it last grew.
    slots: &'static [Slot],
    /// Tables it outgrew: a thread may still look into one.
    outgrown: Vec<&'static [Slot]>,
    /// Its counts: the newest table is the last. Nothing is moved from one to the next, so that no
    /// record is lost that comes in between, from an allocator that is measured.
    counts: Vec<Cells>,
    /// What is left of the newest chunk.
    rest: Cells,
    /// Cells in the newest chunk.
    chunk: usize,
}

/// A shard together with its slots and its counts, as its owner holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) slots: &'static [Slot],
    /// By place. What a count is, is the sum of it in this table and in those it outgrew.
    pub(crate) counts: Cells,
    pub(crate) shard: &'static Shard,
}

impl Shard {
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        let table = Table::new();
        Shard {
            version: AtomicU64::new(0),
            pins: AtomicU64::new(0),
            stuck: AtomicU64::new(0),
            table: Mutex::new(table),
        }
    }

    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        let table = Table::new();
        Shard {
            version: AtomicU64::new(0),
            pins: AtomicU64::new(0),
            stuck: AtomicU64::new(0),
            table: Mutex::new(table),
        }
    }

    /// Changes cells that belong together. Only the owner calls it.
    #[inline]
    pub(crate) fn write(&self, change: impl FnOnce()) {
        let version = own(&self.version);
        self.version.store(version.wrapping_add(1), Relaxed);
        // A reader that sees a cell of the change also sees that the version is odd.
        fence(Release);
        change();
        // Release: a reader that sees the version even again sees all cells of the change.
        self.version.store(version.wrapping_add(2), Release);
    }

    /// Records, if `takes` says yes, in a row that can go: whoever closes its gate, and then sees
    /// [`passes`](Shard::passes), knows that nothing more is recorded by what it took before. Only
    /// the owner calls it; says whether it recorded.
    #[inline]
    pub(crate) fn pinned(&self, takes: impl FnOnce() -> bool, record: impl FnOnce()) -> bool {
        // SeqCst, and read-modify-write: the pin is seen before the gate is looked at. Without it
        // this thread could see the gate open while the other sees no pin.
        let pins = self.pins.fetch_add(1, SeqCst);
        #[cfg(loom)] // It takes SeqCst for less, but for a fence.
        fence(SeqCst);
        let takes = takes();
        if takes {
            record();
        }
        // Release: who sees the pin gone sees what was recorded.
        self.pins.store(pins.wrapping_add(2), Release);
        takes
    }

    /// Whether its thread is outside of [`pinned`](Shard::pinned), or was since this was asked;
    /// it waits no longer than for a thread that lost the processor.
    pub(crate) fn passes(&self) -> bool {
        fence(SeqCst);
        let pins = self.pins.load(SeqCst);
        let gone = |tries| {
            pause(tries);
            self.pins.load(Acquire) != pins
        };
        pins.is_multiple_of(2) || (0..TRIES_MIN + PATIENCE).any(gone)
    }

    /// Copies cells into `copy`; says whether all are of one moment. `patience` is what is left of
    /// [`PATIENCE`] in this shard.
    pub(crate) fn read(&self, cells: &[AtomicU64], copy: &mut [u64], patience: &mut u32) -> bool {
        let stuck = self.stuck.load(Relaxed);
        let mut before = 0;
        for tries in 0..TRIES_MIN + *patience {
            before = self.version.load(Acquire);
            if before.is_multiple_of(2) {
                copy_cells(cells, copy);
                if self.version.load(Relaxed) == before {
                    *patience -= tries.saturating_sub(TRIES_MIN);
                    return true;
                }
            } else if before == stuck {
                break;
            }
            pause(tries);
        }
        *patience = 0;
        // An even version is never waited for, so that it is right to remember one.
        self.stuck.store(before, Relaxed);
        copy_cells(cells, copy);
        false
    }

    /// The cells of an extent, where its thread has recorded there; for the collector.
    pub(crate) fn slots(&self) -> &'static [Slot] {
        lock(&self.table).slots
    }

    /// The tables of its counts, a count being the sum over all; for the collector. They are read
    /// without the lock: who needs a longer one does not wait for that.
    pub(crate) fn tables(&self) -> Vec<Cells> {
        lock(&self.table).counts.clone()
    }

    /// Sets all cells to zero. Nobody else may know the shard.
    pub(crate) fn clear(&self) {
        let cells = self.slots().iter().filter_map(|slot| slot.get()).copied();
        let table = lock(&self.table);
        cells.chain(table.counts.iter().copied()).flatten().for_each(|cell| cell.store(0, Relaxed));
    }

    /// What its next owner holds.
    pub(crate) fn owner(&'static self) -> Owner {
        let table = lock(&self.table);
        let counts = table.counts.last().copied().unwrap_or_default();
        Owner { slots: table.slots, counts, shard: self }
    }
}

/// Adds the counts of a shard's tables from a place on to others. Each is a record's whole change,
/// so that no two of them have to be of one moment.
pub(crate) fn add_counts(tables: &[Cells], place: usize, sums: &mut [u64]) {
    for table in tables {
        for (sum, count) in sums.iter_mut().zip(table.iter().skip(place)) {
            *sum = sum.wrapping_add(count.load(Acquire));
        }
    }
}

/// Acquire, for two ends. A cell of a later change lets the second look at the version see that
/// it is odd. And where a half-written record is taken as it is, the order holds: a function's
/// failures stand before its calls and are written after them, so that no copy has more of them.
#[inline]
fn copy_cells(cells: &[AtomicU64], copy: &mut [u64]) {
    for (cell, copy) in cells.iter().zip(copy) {
        *copy = cell.load(Acquire);
    }
}

impl Owner {
    /// The cells of an extent, made on first use; and the owner, whose table may have grown.
    pub(crate) fn cells(self, extent: usize, cells: usize, extents: usize) -> (Owner, Cells) {
        let mut table = lock(&self.shard.table);
        if extent >= table.slots.len() {
            table.grow(extents.max(extent + 1));
        }
        let slots = table.slots;
        let cells = match slots.get(extent) {
            Some(slot) => *slot.get_or_init(|| table.cut(cells)),
            None => &[],
        };
        (Owner { slots, ..self }, cells)
    }

    /// So many counts from a place on; and the owner, whose table may have grown. `all` is how many
    /// there are.
    pub(crate) fn counts(self, place: usize, counts: usize, all: usize) -> (Owner, Cells) {
        let mut owner = self;
        let end = place + counts;
        if end > owner.counts.len() {
            let mut table = lock(&self.shard.table);
            let room = room(owner.counts.len(), all.max(end));
            owner.counts = fresh(room);
            table.counts.push(owner.counts);
        }
        (owner, &owner.counts[place..end])
    }
}

/// Room for as many as there are; from the second time on, when they come while the program runs,
/// for a quarter more.
fn room(before: usize, all: usize) -> usize {
    if before == 0 { all } else { all + all / 4 + 4 }
}

/// So many cells at zero, or a few more: whole cache lines.
fn fresh(cells: usize) -> Cells {
    let line = LINE / size_of::<AtomicU64>();
    let (cells, spare) = (cells.next_multiple_of(line), line - 1);
    let fresh: Vec<_> = (0..cells + spare).map(|_| AtomicU64::new(0)).collect();
    let fresh: Cells = fresh.leak();
    let skip = fresh.as_ptr().align_offset(LINE).min(spare);
    &fresh[skip..skip + cells]
}

impl Table {
    const fn new() -> Self {
        Table { slots: &[], outgrown: Vec::new(), counts: Vec::new(), rest: &[], chunk: 0 }
    }

    /// Makes room for so many extents.
    fn grow(&mut self, extents: usize) {
        let room = room(self.slots.len(), extents);
        let mut slots: Vec<Slot> = Vec::with_capacity(room);
        slots.extend(self.slots.iter().cloned());
        slots.resize_with(room, Slot::new);
        let outgrown = std::mem::replace(&mut self.slots, slots.leak());
        if !outgrown.is_empty() {
            self.outgrown.push(outgrown);
        }
    }

    /// Cuts cells off the newest chunk, or off a new one; many get memory of their own, so that
    /// nothing of a chunk is left over.
    fn cut(&mut self, cells: usize) -> Cells {
        if self.rest.len() < cells {
            if cells > CHUNK_MAX / 4 {
                return &fresh(cells)[..cells];
            }
            self.chunk = (self.chunk * 2).clamp(CHUNK_MIN, CHUNK_MAX).max(cells);
            self.rest = fresh(self.chunk);
        }
        let (cut, rest) = self.rest.split_at(cells);
        self.rest = rest;
        cut
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_lost_the_processor_is_waited_for() {
        let shard = Shard::new();
        let cells = [AtomicU64::new(1), AtomicU64::new(1)];
        let mut copy = [0; 2];
        std::thread::scope(|threads| {
            shard.version.store(1, Relaxed);
            threads.spawn(|| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                cells.iter().for_each(|cell| cell.store(2, Relaxed));
                shard.version.store(2, Release);
            });
            assert!(shard.read(&cells, &mut copy, &mut { PATIENCE }));
        });
        assert_eq!(copy, [2, 2]);
    }

    #[test]
    fn a_writer_that_never_comes_back_is_waited_for_once() {
        let shard = Shard::new();
        shard.version.store(1, Relaxed);
        let read = || {
            let began = std::time::Instant::now();
            assert!(!shard.read(&[AtomicU64::new(7)], &mut [0], &mut { PATIENCE }));
            began.elapsed()
        };
        let (first, second) = (read(), read());
        assert!(second * 4 < first, "{first:?} {second:?}");
    }
}
