//! What the calls of a function are broken down by.

use std::time::SystemTime;

use once_cell::race::OnceRef;

use crate::model::TagKey;
use crate::model::closed::{Closed, ClosedRows};
use crate::model::objective::Slo;
use crate::model::rows::{OVERFLOWED, ROWS_MAX, Rows};
use crate::tags::TagRef;

/// The keys of a measured function's tags, as its attribute said.
#[derive(Debug)]
pub struct FunctionTags {
    /// Those that are known when a call begins, and behind them those of its result. No two are
    /// equal.
    pub(crate) keys: &'static [TagKey],
    /// How many are known when a call begins.
    pub(crate) at_start: usize,
    /// The rows, where they are known from the start.
    pub(crate) closed: Option<Closed>,
    /// Closed rows that have the same tags when their calls begin.
    stride: u32,
}

/// What is asked of a function besides its views, if anything is: one or the other, so that the
/// others need a pointer's room for both.
#[derive(Debug)]
pub enum Besides {
    /// Its calls are broken down.
    Tags(Tagged),
    /// They are counted for an objective, in cells of its own.
    Slo(fn() -> &'static Slo),
}

/// The tags of one function, and the rows that the registry makes for it.
#[derive(Debug)]
pub struct Tagged {
    pub(crate) of: &'static FunctionTags,
    pub(crate) rows: OnceRef<'static, FunctionRows>,
}

impl Besides {
    /// Tags, with no rows yet.
    pub const fn tags(of: &'static FunctionTags) -> Self {
        Besides::Tags(Tagged { of, rows: OnceRef::new() })
    }
}

/// The row of all calls that have begun, where no tag is known then.
pub(crate) const ONLY: u32 = 1;

/// The rows of a function, once the registry has made them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FunctionRows {
    /// They stand in the function's own extent.
    Closed(&'static ClosedRows),
    /// They are found by their tags.
    Open {
        /// By what is known when a call begins. It is the other one, where that is all.
        started: &'static Rows,
        /// By all tags.
        ended: &'static Rows,
    },
}

impl FunctionTags {
    /// Says by what a function is broken down. For expansions only.
    ///
    /// # Panics
    ///
    /// If a key stands there twice, or if the closed sets among them make more rows than a view
    /// keeps.
    #[track_caller]
    pub const fn new(keys: &'static [TagKey], at_start: usize) -> Self {
        assert!(distinct(keys), "a function must not have a tag key twice");
        let (mut rows, mut stride) = (1, 1);
        let mut at = 0;
        while at < keys.len() {
            if let Some(values) = keys[at].values() {
                rows *= values.len();
                assert!(
                    rows <= ROWS_MAX as usize,
                    "the values of these tags make more than 2,000 rows: leave one out, or let \
                     one be of any text"
                );
                if at >= at_start && stride <= ROWS_MAX as usize {
                    stride *= values.len() + 1;
                }
            }
            at += 1;
        }
        FunctionTags { keys, at_start, closed: Closed::of(keys), stride: stride as u32 }
    }

    /// Whether all tags are known when a call begins.
    #[inline]
    pub(crate) const fn all_at_start(&self) -> bool {
        self.at_start == self.keys.len()
    }

    /// The keys that are known when a call begins.
    pub(crate) fn start_keys(&self) -> &'static [TagKey] {
        self.keys.get(..self.at_start).unwrap_or_default()
    }

    /// The others.
    pub(crate) fn end_keys(&self) -> &'static [TagKey] {
        self.keys.get(self.at_start..).unwrap_or_default()
    }

    /// The closed row of a call that has begun, where its tags are of the keys' own sets: nothing
    /// is compared then.
    #[inline]
    pub(crate) fn row_at_start<const N: usize>(&self, tags: &[TagRef<'_>; N]) -> Option<u32> {
        self.closed?;
        let number = number_of(self.keys, tags)?;
        Some(1 + number * self.stride)
    }

    /// What the tags of a result add to the number of a closed row.
    #[inline]
    pub(crate) fn step_at_end<const N: usize>(&self, tags: &[TagRef<'_>; N]) -> Option<u32> {
        self.closed?;
        number_of(self.keys.get(self.at_start..)?, tags)
    }

    /// The closed row of a call that has begun, of values that are texts.
    pub(crate) fn closed_row_at_start(&self, values: &[Option<&str>]) -> u32 {
        let number = Closed::number(self.start_keys(), values.iter().copied());
        number.map_or(OVERFLOWED, |number| 1 + number * self.stride)
    }

    /// The closed row of a call that has ended, of a row of its beginning.
    pub(crate) fn closed_row_at_end(&self, row: u32, values: &[Option<&str>]) -> u32 {
        match Closed::number(self.end_keys(), values.iter().copied()) {
            Some(number) if row != OVERFLOWED => row + number,
            _ => OVERFLOWED,
        }
    }

    /// Whether a closed row is one of calls that have only begun.
    pub(crate) fn is_start(&self, row: u32) -> bool {
        row.checked_sub(1).is_none_or(|number| number.is_multiple_of(self.stride))
    }
}

impl FunctionRows {
    /// Room for the rows of a function, each with so many cells.
    pub(crate) fn of(tags: &FunctionTags, cells: usize, now: SystemTime) -> Self {
        if let Some(closed) = tags.closed {
            return FunctionRows::Closed(ClosedRows::leak(closed));
        }
        let rows = |keys: &[TagKey], cells| -> &'static Rows {
            Box::leak(Box::new(Rows::new(keys.len(), cells, ROWS_MAX.into(), None, now)))
        };
        let ended = rows(tags.keys, cells);
        let started = if tags.all_at_start() { ended } else { rows(tags.start_keys(), 1) };
        FunctionRows::Open { started, ended }
    }
}

/// The number of a combination of values; `None` where one has to be looked for.
#[inline]
fn number_of<const N: usize>(keys: &[TagKey], tags: &[TagRef<'_>; N]) -> Option<u32> {
    let keys = keys.get(..N)?;
    let mut number = 0;
    let mut at = 0;
    while at < N {
        let values = keys[at].values()?;
        number = number * (values.len() as u32 + 1) + tags[at].digit_in(values)?;
        at += 1;
    }
    Some(number)
}

const fn distinct(keys: &[TagKey]) -> bool {
    let mut at = 0;
    while at < keys.len() {
        let mut before = 0;
        while before < at {
            if keys[before].same(&keys[at]) {
                return false;
            }
            before += 1;
        }
        at += 1;
    }
    true
}
