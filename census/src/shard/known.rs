//! The rows that this thread recorded in last, by the tags that were given for them.
//!
//! What is compared are the values, whole: short ones as they stand here, longer ones in the row.
//! The hash only says where to look, and is a cheap one: whoever makes two of them equal makes a
//! record look into the view's index, by a better one. Keys are told by where their names lie: the
//! same key may lie in several places of a program, and has then several entries.

use std::cell::Cell;
use std::ptr;

use crate::model::TagKey;
use crate::model::rows::{Ends, Row, Rows, Values};
use crate::shard::tagged::Given;
use crate::shard::{Cells, Shard, here};

/// Rows that are remembered, of all views together; 9 KiB of a thread that uses them.
const ROWS: usize = 64;

/// Places that a row may stand at.
const TRIES: usize = 4;

/// Tags up to which a row is told by what stands here.
const TAGS: usize = 3;

thread_local! {
    /// It has no destructor, so it can be read as long as the thread runs.
    static KNOWN: [Known; ROWS] = const { [const { Known::none() }; ROWS] };
}

/// A row's cells in this thread's shard. Each field is read when it is compared, and not before:
/// there are more of them than a processor has registers. Where there is none all bits are zero, so
/// that a thread which remembers nothing has no memory of it.
struct Known {
    /// Where the view's rows lie, which are never freed.
    rows: Cell<usize>,
    /// Where the shard lies: this thread may come to record in another.
    shard: Cell<usize>,
    cells: Cell<Option<Cells>>,
    /// What it is told by, if its tags are few and short; otherwise none.
    tags: [KnownTag; TAGS],
    /// What it is told by otherwise.
    row: Cell<Option<&'static Row>>,
}

struct KnownTag {
    ends: Cell<Ends>,
    /// Where the name of its key lies; nowhere, if there is no such tag.
    name: Cell<usize>,
    name_length: Cell<u8>,
    length: Cell<u8>,
}

/// Calls `act` with this thread's shard, and with what it remembers. The thread's storage is asked
/// for before all else, as that takes a call, or what is as good as one, which all that is known
/// has to be kept over.
#[inline(always)]
pub(super) fn with<R>(act: impl FnOnce(&'static Shard, KnownRows<'_>) -> R) -> R {
    let shard = here::shard();
    KNOWN.with(|known| act(shard, KnownRows(known)))
}

/// What a thread remembers.
#[derive(Clone, Copy)]
pub(super) struct KnownRows<'a>(&'a [Known; ROWS]);

impl KnownRows<'_> {
    /// The cells of the row that is told by few and short values, all given and no others, if it is
    /// where it is looked for first.
    #[inline(always)]
    pub(super) fn find(
        &self,
        shard: &'static Shard,
        rows: &'static Rows,
        given: Given<'_>,
    ) -> Option<Cells> {
        // How many there are is mostly known to the compiler.
        match given.len() {
            1 => self.find_first::<1>(shard, rows, given),
            2 => self.find_first::<2>(shard, rows, given),
            3 => self.find_first::<3>(shard, rows, given),
            _ => None,
        }
    }

    #[inline(always)]
    fn find_first<const N: usize>(
        &self,
        shard: &'static Shard,
        rows: &'static Rows,
        given: Given<'_>,
    ) -> Option<Cells> {
        let told = Told::<N>::by(given)?;
        let known = &self.0[first_place(told.hash)];
        if known.is_of(rows, shard) && known.is_told_by(&told) {
            return known.cells.get();
        }
        None
    }

    fn find_at(
        &self,
        hash: u64,
        (shard, rows): (&'static Shard, &'static Rows),
        is_meant: impl Fn(&Known) -> bool,
    ) -> Option<(&'static Shard, Cells)> {
        let mut known = places(hash).map(|place| &self.0[place]);
        let known = known.find(|known| known.is_of(rows, shard) && is_meant(known))?;
        Some((shard, known.cells.get()?))
    }

    fn find_told<const N: usize>(
        &self,
        place: (&'static Shard, &'static Rows),
        given: Given<'_>,
    ) -> Option<(&'static Shard, Cells)> {
        let told = Told::<N>::by(given)?;
        self.find_at(told.hash, place, |known| known.is_told_by(&told))
    }

    /// Where to put a row: where no other is, if there is such a place.
    fn free(&self, hash: u64) -> &Known {
        let known = places(hash).map(|place| &self.0[place]).find(|known| known.rows.get() == 0);
        known.unwrap_or(&self.0[first_place(hash)])
    }

    /// Puts a row where it is found by its tags; says whether it did.
    fn tell<const N: usize>(&self, put: impl Fn(&Known), given: Given<'_>) -> bool {
        let Some(told) = Told::<N>::by(given) else { return false };
        let known = self.free(told.hash);
        put(known);
        known.row.set(None);
        for ((tag, (key, value)), ends) in known.tags.iter().zip(told.given).zip(told.ends) {
            tag.ends.set(ends);
            tag.name.set(key.name().as_ptr().addr());
            tag.name_length.set(key.name().len() as u8);
            tag.length.set(value.len() as u8);
        }
        true
    }
}

/// The cells of the row that is told by few and short values, all given and no others, if this
/// thread remembers it.
#[inline(never)]
pub(super) fn find(rows: &'static Rows, given: Given<'_>) -> Option<(&'static Shard, Cells)> {
    with(|shard, known| match given.len() {
        1 => known.find_told::<1>((shard, rows), given),
        2 => known.find_told::<2>((shard, rows), given),
        3 => known.find_told::<3>((shard, rows), given),
        _ => None,
    })
}

/// The same of any values, by their hash in the view's index.
pub(super) fn find_by<'a>(
    hash: u64,
    values: impl Values<'a>,
    rows: &'static Rows,
) -> Option<(&'static Shard, Cells)> {
    let is_of = |row: &Row| row.is_of(values.clone());
    with(|shard, known| {
        known.find_at(hash, (shard, rows), |known| known.row.get().is_some_and(is_of))
    })
}

/// Remembers a row, which is told by these tags, if no others are given, and in any case by its
/// values; their hash is that in the view's index.
pub(super) fn remember(
    rows: &'static Rows,
    (row, hash): (&'static Row, u64),
    given: Given<'_>,
    (shard, cells): (&'static Shard, Cells),
) {
    let put = |known: &Known| {
        known.rows.set(ptr::from_ref(rows).addr());
        known.shard.set(ptr::from_ref(shard).addr());
        known.cells.set(Some(cells));
        known.tags.iter().for_each(|tag| tag.name.set(0));
    };
    with(|_, known| {
        let told = match given.len() {
            all if all != row.tags.len() => false,
            1 => known.tell::<1>(put, given),
            2 => known.tell::<2>(put, given),
            3 => known.tell::<3>(put, given),
            _ => false,
        };
        if !told {
            let known = known.free(hash);
            put(known);
            known.row.set(Some(row));
        }
    });
}

impl Known {
    const fn none() -> Self {
        Known {
            rows: Cell::new(0),
            shard: Cell::new(0),
            cells: Cell::new(None),
            tags: [const { KnownTag::none() }; TAGS],
            row: Cell::new(None),
        }
    }

    #[inline(always)]
    fn is_of(&self, rows: &'static Rows, shard: &'static Shard) -> bool {
        self.rows.get() == ptr::from_ref(rows).addr()
            && self.shard.get() == ptr::from_ref(shard).addr()
    }

    /// Whether these are its tags, and no others.
    #[inline(always)]
    fn is_told_by<const N: usize>(&self, told: &Told<'_, N>) -> bool {
        // A plain loop: the compiler takes it apart.
        for ((tag, (key, value)), ends) in self.tags.iter().zip(told.given).zip(&told.ends) {
            if tag.ends.get() != *ends
                || tag.length.get() != value.len() as u8 // At most 16.
                || tag.name.get() != key.name().as_ptr().addr()
                || tag.name_length.get() != key.name().len() as u8
            // At most 255.
            {
                return false;
            }
        }
        self.tags.get(N).is_none_or(|more| more.name.get() == 0)
    }
}

impl KnownTag {
    const fn none() -> Self {
        KnownTag {
            ends: Cell::new(Ends::NONE),
            name: Cell::new(0),
            name_length: Cell::new(0),
            length: Cell::new(0),
        }
    }
}

/// So many tags with short values; with what is compared of these, and a hash of it.
struct Told<'a, const N: usize> {
    given: &'a [(TagKey, &'a str); N],
    ends: [Ends; N],
    hash: u64,
}

impl<'a, const N: usize> Told<'a, N> {
    /// `None` if they are not so many or not all short.
    #[inline(always)]
    fn by(given: Given<'a>) -> Option<Self> {
        let given: &[_; N] = given.try_into().ok()?;
        let mut told = Told { given, ends: [Ends::NONE; N], hash: 0 };
        for (at, (_, value)) in given.iter().enumerate() {
            told.ends[at] = Ends::of_short(value)?;
            told.hash = told.ends[at].hash_after(told.hash);
        }
        Some(told)
    }
}

/// Where a row may stand: some places in turn, so that two that are looked for at one are both
/// known.
fn places(hash: u64) -> impl Iterator<Item = usize> {
    (0..TRIES).map(move |next| (first_place(hash) + next) % ROWS)
}

/// By the uppermost bits, in which none of those that were multiplied is lost.
#[inline(always)]
fn first_place(hash: u64) -> usize {
    (hash >> (u64::BITS - ROWS.ilog2())) as usize
}
