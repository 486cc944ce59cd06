//! Rows that go when nobody touches them, and whose places other rows get.
//!
//! A record holds a pass to the row's gate, and looks whether the gate takes it while its thread
//! says that it is recording. So a row goes in three steps: its gate is closed, every thread is
//! waited for that is recording, and if nothing was recorded meanwhile the place is cleared for
//! the next row. Who comes to a closed gate by the row's tags opens it, and the row stays.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::gate::Gate;
use super::{OVERFLOWED, Row, Values, begin};
use crate::sync::{Mutex, lock};

/// The rows of a view that can go.
#[derive(Debug)]
pub(crate) struct Moving {
    /// How long a row stays that nobody touches.
    pub(crate) after: Duration,
    /// By number.
    gates: Box<[Gate]>,
    book: Mutex<Book>,
}

/// A row that is there: its number, and the pass to its gate.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) number: u32,
    pub(crate) pass: u64,
    pub(crate) row: Arc<Row>,
}

#[derive(Debug)]
struct Book {
    /// The numbers of the rows that there are, by the hashes of their values.
    index: BTreeSet<(u64, u32)>,
    /// By number; `None` where a row is gone.
    rows: Vec<Option<Arc<Row>>>,
    /// Numbers whose cells are cleared for the next row.
    free: Vec<u32>,
    /// A new row begins no earlier: one of its tags that is gone was shown up to then.
    earliest: SystemTime,
}

impl Book {
    fn find<'a>(&self, hash: u64, values: impl Values<'a>) -> Option<(u32, Arc<Row>)> {
        let mut same = self.index.range((hash, 0)..=(hash, u32::MAX));
        same.find_map(|(_, number)| {
            let row = self.rows.get(*number as usize)?.as_ref()?;
            row.is_of(values.clone()).then(|| (*number, Arc::clone(row)))
        })
    }

    fn add(&mut self, hash: u64, row: Row, rows_max: usize) -> Option<(u32, Arc<Row>)> {
        let row = Arc::new(row);
        let number = match self.free.pop() {
            Some(number) => number,
            None if self.rows.len() >= rows_max => return None,
            None => {
                self.rows.push(None);
                self.rows.len() as u32 - 1
            }
        };
        self.rows[number as usize] = Some(Arc::clone(&row));
        self.index.insert((hash, number));
        Some((number, row))
    }
}

impl Moving {
    /// No rows yet but the overflow row, which never goes.
    pub(super) fn new(after: Duration, rows_max: usize, hash: u64, overflow: Row) -> Self {
        let (index, rows, free) = (BTreeSet::new(), Vec::new(), Vec::new());
        let mut book = Book { index, rows, free, earliest: SystemTime::UNIX_EPOCH };
        book.add(hash, overflow, rows_max);
        let gates = (0..rows_max).map(|_| Gate::default()).collect();
        Moving { after, gates, book: Mutex::new(book) }
    }

    /// Whether the row of a number takes a pass; to be asked within
    /// [`Shard::pinned`](crate::shard::Shard::pinned).
    #[inline]
    pub(crate) fn takes(&self, number: u32, pass: u64) -> bool {
        self.gates.get(number as usize).is_some_and(|gate| gate.takes(pass))
    }

    /// Calls `record` with the row of these values, which is added if it is not there and stays as
    /// long as the call lasts; with the overflow row where there is no room.
    pub(crate) fn with<'a, R>(
        &self,
        hash: u64,
        values: impl Values<'a>,
        now: SystemTime,
        record: impl FnOnce(Live) -> R,
    ) -> Option<R> {
        let mut book = lock(&self.book);
        let found = book.find(hash, values.clone());
        let start = begin(now).max(book.earliest);
        let found = found.or_else(|| book.add(hash, Row::new(values, start), self.gates.len()));
        let (number, row) = match found {
            Some(found) => found,
            None => (OVERFLOWED, book.rows.first()?.clone()?),
        };
        let pass = self.gates.get(number as usize)?.open();
        Some(record(Live { number, pass, row }))
    }

    /// The row of these values; the overflow row, where there is no room for it.
    pub(crate) fn find<'a>(&self, hash: u64, values: impl Values<'a>) -> Option<Live> {
        let book = lock(&self.book);
        let is_full = book.free.is_empty() && book.rows.len() >= self.gates.len();
        let overflow = || Some((OVERFLOWED, book.rows.first()?.clone()?));
        let found = book.find(hash, values);
        let found = found.or_else(|| if is_full { overflow() } else { None });
        let (number, row) = found?;
        Some(Live { number, pass: self.gates.get(number as usize)?.open(), row })
    }

    /// All rows that are there, the overflow row first.
    pub(crate) fn all(&self) -> Vec<Live> {
        let book = lock(&self.book);
        let rows = book.rows.iter().zip(&self.gates).zip(0..);
        rows.filter_map(|((row, gate), number)| {
            Some(Live { number, pass: gate.open(), row: Arc::clone(row.as_ref()?) })
        })
        .collect()
    }

    /// Closes the gates of rows, so that they can go; gives those whose passes were still good.
    pub(crate) fn close(&self, mut rows: Vec<Live>) -> Vec<Live> {
        let _book = lock(&self.book);
        rows.retain(|row| {
            let gate = self.gates.get(row.number as usize);
            row.number != OVERFLOWED && gate.is_some_and(|gate| gate.close(row.pass))
        });
        rows
    }

    /// Of rows that were closed, lets those go that `is_over` says yes to and that nobody has come
    /// to meanwhile; opens the others. Gives those that are gone: their places are nobody's. No
    /// row that is added from now on begins before `earliest`.
    pub(crate) fn settle(
        &self,
        mut rows: Vec<Live>,
        earliest: SystemTime,
        is_over: impl Fn(&Live) -> bool,
    ) -> Vec<Live> {
        let mut book = lock(&self.book);
        book.earliest = book.earliest.max(earliest);
        rows.retain(|row| {
            let Some(gate) = self.gates.get(row.number as usize) else { return false };
            let goes = gate.is_closed_for(row.pass) && is_over(row);
            if goes {
                book.rows[row.number as usize] = None;
            } else {
                gate.open();
            }
            goes
        });
        let Book { index, rows: there, .. } = &mut *book;
        index.retain(|(_, number)| there.get(*number as usize).is_some_and(Option::is_some));
        rows
    }

    /// Gives the places of rows that are gone to others; their cells have been cleared.
    pub(crate) fn free(&self, rows: &[Live]) {
        let numbers = rows.iter().map(|row| row.number);
        lock(&self.book).free.extend(numbers);
    }
}
