//! The rows of a view that is broken down by tags: found without a lock, added under one.
//!
//! A row has a number, the same in all threads and for ever, under which its cells stand in every
//! shard. Rows are found by the whole of their tags, never by a hash alone.

mod gate;
mod index;
mod moving;
mod text;

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

#[cfg(all(test, loom))]
pub(crate) use gate::Gate;
use index::Index;
pub(crate) use moving::{Live, Moving};
pub(crate) use text::Ends;
use text::Seed;

/// Rows that a view keeps, unless it says otherwise, before the rest share the overflow row:
/// OpenTelemetry's limit.
pub(crate) const ROWS_MAX: u16 = 2000;

/// How long before its first record a row begins: as long as the shortest interval that backends
/// take, so that no snapshot has to be dated ahead for a row that has just begun.
const LEAD: Duration = Duration::from_millis(1);

/// Cells of a block: enough that a thread with one row of a view wastes little, and few enough
/// blocks for thousands of rows.
const BLOCK_CELLS: usize = 512;

/// What stands in each column of the row that takes what there is no row for.
pub(crate) const OVERFLOW: &str = "(overflow)";

/// The values of a view's columns, in their order; `None` where a record had no such tag.
pub(crate) type Tags = Box<[Option<Arc<str>>]>;

/// A row: what it is told apart by, and when it began to count.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) tags: Tags,
    /// In nanoseconds after 1970: a `SystemTime` takes twice the memory.
    start: u64,
}

/// The values of a view's columns, in their order, as a record has them.
pub(crate) trait Values<'a>: Iterator<Item = Option<&'a str>> + Clone {}
impl<'a, I: Iterator<Item = Option<&'a str>> + Clone> Values<'a> for I {}

/// The rows of one view.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) seed: Seed,
    /// The rows, if they can go; otherwise they stand in what follows.
    pub(crate) moving: Option<Moving>,
    index: Index,
    /// By number, in chunks that are made when they are needed. The first is the overflow row.
    rows: Box<[Chunk]>,
    /// How many rows there are; changed under the lock.
    count: AtomicU32,
    adding: Mutex<()>,
    /// The extents of the blocks that hold their cells, by block; `NONE` where it has none yet.
    blocks: Box<[AtomicU32]>,
    /// Rows in a block are 2 to this power: a record finds its place without a division.
    block_shift: u32,
    /// Cells of a row.
    cells: usize,
    rows_max: usize,
}

/// Where to record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Found {
    Row(u32),
    /// There is none yet; by its hash it can be added.
    Missing(u64),
    /// There is none, and no room for it: the overflow row takes the record.
    NoRoom,
}

/// The number of the overflow row.
pub(crate) const OVERFLOWED: u32 = 0;

/// Rows that are made room for at once.
type Chunk = OnceLock<Box<[OnceLock<Row>]>>;

/// Rows in a chunk.
const CHUNK: usize = 64;

/// A block that has no extent yet.
const NONE: u32 = u32::MAX;

impl Rows {
    /// No rows yet, each with so many cells; they stay for ever, or for so long unless they are
    /// touched.
    pub(crate) fn new(
        columns: usize,
        cells: usize,
        rows_max: usize,
        after: Option<Duration>,
        start: SystemTime,
    ) -> Self {
        // The one that the rest share comes on top.
        let rows_max = rows_max.max(1) + 1;
        let block_shift = (BLOCK_CELLS / cells.max(1)).max(1).ilog2();
        let blocks = rows_max.div_ceil(1 << block_shift);
        let mut rows = Rows {
            seed: Seed::default(),
            moving: None,
            index: Index::default(),
            rows: (0..rows_max.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect(),
            count: AtomicU32::new(0),
            adding: Mutex::new(()),
            blocks: (0..blocks).map(|_| AtomicU32::new(NONE)).collect(),
            block_shift,
            cells,
            rows_max,
        };
        let overflow = std::iter::repeat_n(Some(OVERFLOW), columns);
        let (hash, row) = (rows.seed.hash(overflow.clone()), Row::new(overflow, start));
        match after {
            Some(after) => rows.moving = Some(Moving::new(after, rows_max, hash, row)),
            None => {
                rows.push(row, hash);
            }
        }
        rows
    }

    /// The row of these values, without a lock.
    #[inline]
    pub(crate) fn find<'a>(&self, values: impl Values<'a>) -> Found {
        self.find_by(self.seed.hash(values.clone()), values)
    }

    /// The same by the hash of the values.
    #[inline]
    pub(crate) fn find_by<'a>(&self, hash: u64, values: impl Values<'a>) -> Found {
        match self.look(hash, values) {
            Some(row) => Found::Row(row),
            None if self.is_full() => Found::NoRoom,
            None => Found::Missing(hash),
        }
    }

    #[inline]
    fn look<'a>(&self, hash: u64, values: impl Values<'a>) -> Option<u32> {
        self.index.find(hash, |row| self.row(row).is_some_and(|row| row.is_of(values.clone())))
    }

    fn is_full(&self) -> bool {
        // Relaxed: a row that is there is seen by its index, and a row less is added too late.
        self.count.load(Relaxed) as usize >= self.rows_max
    }

    /// Adds the row of these values, which begins now; `None` where there is no room for it.
    #[cold]
    #[inline(never)]
    pub(crate) fn add<'a>(
        &self,
        hash: u64,
        values: impl Values<'a>,
        now: SystemTime,
    ) -> Option<u32> {
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(row) = self.look(hash, values.clone()) {
            return Some(row);
        }
        if self.is_full() {
            return None;
        }
        Some(self.push(Row::new(values, begin(now)), hash))
    }

    /// Adds a row, which is there before its number is known; under the lock.
    fn push(&self, row: Row, hash: u64) -> u32 {
        let number = self.count.load(Relaxed);
        let (chunk, at) = (number as usize / CHUNK, number as usize % CHUNK);
        let chunk = self.rows[chunk].get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
        let _ = chunk[at].set(row);
        self.index.add(hash, number);
        self.count.store(number + 1, Relaxed);
        number
    }

    /// A row by its number.
    #[inline]
    pub(crate) fn row(&self, number: u32) -> Option<&Row> {
        let (chunk, at) = (number as usize / CHUNK, number as usize % CHUNK);
        self.rows.get(chunk)?.get()?.get(at)?.get()
    }

    /// How many rows there are, the overflow row among them.
    pub(crate) fn count(&self) -> u32 {
        self.count.load(Relaxed)
    }

    /// Rows in a block.
    pub(crate) fn per_block(&self) -> usize {
        1 << self.block_shift
    }

    /// The block of a row, and its place within.
    #[inline]
    pub(crate) fn place(&self, row: u32) -> (usize, usize) {
        (row as usize >> self.block_shift, row as usize & (self.per_block() - 1))
    }

    /// Where a row's cells are in those of its block.
    #[inline]
    pub(crate) fn cells(&self, row: u32) -> Range<usize> {
        let first = self.place(row).1 * self.cells;
        first..first + self.cells
    }

    /// The extent of a block, once it has one.
    #[inline]
    pub(crate) fn extent(&self, block: usize) -> Option<usize> {
        let extent = self.blocks.get(block)?.load(Relaxed);
        (extent != NONE).then_some(extent as usize)
    }

    /// Gives a block its extent; the registry does, once, under its lock.
    pub(crate) fn settle(&self, block: usize, extent: u32) {
        if let Some(block) = self.blocks.get(block) {
            block.store(extent, Relaxed);
        }
    }
}

/// When a row begins whose first record is now.
fn begin(now: SystemTime) -> SystemTime {
    now.checked_sub(LEAD).unwrap_or(now)
}

impl Row {
    fn new<'a>(values: impl Values<'a>, start: SystemTime) -> Self {
        let start = start.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let start = u64::try_from(start.as_nanos()).unwrap_or(u64::MAX);
        Row { tags: values.map(|value| value.map(Arc::from)).collect(), start }
    }

    /// When it began to count.
    pub(crate) fn start(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.start)
    }

    /// Whether these are its values.
    #[inline]
    pub(crate) fn is_of<'a>(&self, values: impl Values<'a>) -> bool {
        self.tags.iter().zip(values).all(|(own, value)| own.as_deref() == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(columns: usize, rows_max: usize) -> Rows {
        Rows::new(columns, 1, rows_max, None, SystemTime::UNIX_EPOCH)
    }

    /// The row of these values, added where it is not there; `None` where there is no room.
    fn find(rows: &Rows, values: &[Option<&str>]) -> Option<u32> {
        let values = values.iter().copied();
        match rows.find(values.clone()) {
            Found::Row(row) => Some(row),
            Found::Missing(hash) => rows.add(hash, values, SystemTime::UNIX_EPOCH),
            Found::NoRoom => None,
        }
    }

    #[test]
    fn a_row_is_told_by_all_of_its_values() {
        let rows = rows(2, 100);
        let one = find(&rows, &[Some("ab"), Some("c")]);
        for other in [[Some("a"), Some("bc")], [Some("abc"), None], [None, Some("abc")]] {
            assert_ne!(find(&rows, &other), one);
        }
        assert_ne!(find(&rows, &[Some("abc"), Some("")]), find(&rows, &[Some("abc"), None]));
        assert_eq!(find(&rows, &[Some("ab"), Some("c")]), one);
        assert_eq!(rows.count(), 6); // The overflow row among them.
    }

    #[test]
    fn past_the_last_row_there_is_one_for_the_rest() {
        let rows = rows(1, 3);
        let names: Vec<String> = (0..1000).map(|at| at.to_string()).collect();
        let found: Vec<_> = names.iter().map(|name| find(&rows, &[Some(name)])).collect();
        assert_eq!(found[..4], [Some(1), Some(2), Some(3), None]);
        assert!(found[3..].iter().all(Option::is_none));
        assert_eq!(find(&rows, &[Some("1")]), Some(2));
        // Who calls himself so is counted there too, or one series would be there twice.
        assert_eq!(find(&rows, &[Some(OVERFLOW)]), Some(OVERFLOWED));
        assert_eq!(rows.count(), 4);
    }

    #[test]
    fn threads_that_come_first_together_make_one_row() {
        let rows = rows(1, 5000);
        let numbers: Vec<Vec<u32>> = std::thread::scope(|threads| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    threads.spawn(|| {
                        let find = |at: u32| find(&rows, &[Some(&at.to_string())]);
                        (0..1000).map(|at| find(at).expect("room")).collect()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
        });
        assert!(numbers.iter().all(|of| *of == numbers[0]));
        assert_eq!(rows.count(), 1001);
        let row = rows.row(numbers[0][7]).expect("a row");
        assert_eq!(row.tags[0].as_deref(), Some("7"));
    }

    proptest! {
        #[test]
        fn equal_values_and_no_others_share_a_row(
            all in prop::collection::vec(
                prop::array::uniform2(prop::option::of("[ab]{0,3}")), 1..60,
            ),
        ) {
            let rows = rows(2, 1000);
            let number = |values: &[Option<String>; 2]| {
                find(&rows, &[values[0].as_deref(), values[1].as_deref()])
            };
            for one in &all {
                for other in &all {
                    prop_assert_eq!(one == other, number(one) == number(other));
                }
            }
        }
    }
}
