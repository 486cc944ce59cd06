//! The guards that `#[measured]` holds while a function runs that is broken down by tags.
//!
//! They are those of `call`, and know the row that the call is in: a number, so that nothing of the
//! arguments is borrowed while the body runs.

use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::clock;
use crate::model::Outcome;
use crate::model::function::Function;
use crate::model::function_tags::FunctionTags;
use crate::tags::{AsTag, TagRef};

/// The row of a call that begins.
#[derive(Clone, Copy, Debug)]
pub struct TagRow(u32);

/// The row of a call that begins with these tags, which are looked at once and not kept. `of` are
/// the function's: they come as a constant, so that the compiler looks at them, and not the call.
#[inline]
pub fn row_at_start<const N: usize>(
    function: &'static Function,
    of: &'static FunctionTags,
    tags: &[TagRef<'_>; N],
) -> TagRow {
    TagRow(function.row_at_start(of, tags))
}

/// A call in a row: from its start to its end, however it ends.
///
/// `TIMED` functions ask for a latency, `JUDGED` ones for errors, `FLYING` ones for those in
/// flight; those that are `TOLD` have a tag of their result.
#[derive(Debug)]
#[must_use = "a call ends when it is dropped"]
pub struct TaggedCall<const TIMED: bool, const JUDGED: bool, const FLYING: bool, const TOLD: bool> {
    function: &'static Function,
    start: u64,
    row: u32,
    /// Whether the body is running now: if it is dropped then, it panics; else it is cancelled.
    running: bool,
    /// Whether the row is that of its result, if that tells one.
    told: bool,
}

impl<const TIMED: bool, const JUDGED: bool, const FLYING: bool, const TOLD: bool>
    TaggedCall<TIMED, JUDGED, FLYING, TOLD>
{
    /// Begins a call whose body runs from here on.
    #[inline]
    pub fn start(function: &'static Function, TagRow(row): TagRow) -> Self {
        let start = if TIMED { clock::start() } else { 0 };
        TaggedCall { function, start, row, running: true, told: !TOLD }
    }

    /// Begins a call whose body runs while it is polled.
    #[inline]
    pub fn start_async(function: &'static Function, row: TagRow) -> Self {
        let mut call = Self::start(function, row);
        call.running = false;
        call
    }

    /// Polls the body, knowing that it runs.
    ///
    /// # Errors
    ///
    /// None; what the body is ready with is handed through.
    #[inline]
    pub fn poll<F: Future>(
        &mut self,
        body: Pin<&mut F>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        self.running = true;
        let poll = body.poll(context);
        // What is ready goes on to be looked at, which may panic too.
        self.running = poll.is_ready();
        poll
    }

    /// Puts the call into the row that its result says.
    #[inline]
    pub fn tell<const N: usize>(&mut self, of: &'static FunctionTags, tags: &[TagRef<'_>; N]) {
        self.row = self.function.row_at_end(of, self.row, tags);
        self.told = true;
    }

    /// Ends the call as what it returned says.
    #[inline]
    pub fn end(self, outcome: Outcome) {
        ManuallyDrop::new(self).ended(outcome);
    }

    #[inline]
    fn ended(&self, outcome: Outcome) {
        let Self { function, start, row, told, .. } = *self;
        let row = if told { row } else { function.row_without_result(row) };
        match (TIMED, JUDGED) {
            (true, _) => ended_timed(function, row, outcome, start),
            (false, true) => function.ended_in::<FLYING>(row, outcome, 4, outcome as usize),
            (false, false) => function.ended_in::<FLYING>(row, outcome, 1, 0),
        }
    }
}

/// Out of line: what is common to all functions stands here once, and not in each of them.
#[inline(never)]
fn ended_timed(function: &'static Function, row: u32, outcome: Outcome, start: u64) {
    let nanoseconds = match clock::ticked_since(start) {
        Some(nanoseconds) => nanoseconds,
        None => clock::since(start),
    };
    function.ended_in_after(row, outcome, nanoseconds);
}

impl<const TIMED: bool, const JUDGED: bool, const FLYING: bool, const TOLD: bool> Drop
    for TaggedCall<TIMED, JUDGED, FLYING, TOLD>
{
    #[inline]
    fn drop(&mut self) {
        self.ended(match (JUDGED, self.running) {
            (false, _) => Outcome::Ok,
            (true, true) => Outcome::Panic,
            (true, false) => Outcome::Cancelled,
        });
    }
}

/// A call that shows in the in-flight gauge of its row until it ends.
#[derive(Debug)]
#[must_use = "a call ends when it is dropped"]
pub struct TaggedInFlight(&'static Function, TagRow);

impl TaggedInFlight {
    /// Begins a call.
    #[inline]
    pub fn start(function: &'static Function, row: TagRow) -> Self {
        function.in_flight_in(row.0, 1);
        TaggedInFlight(function, row)
    }
}

impl Drop for TaggedInFlight {
    #[inline]
    fn drop(&mut self) {
        self.0.in_flight_in(self.1.0, -1);
    }
}

/// The tag of a value, which stays where it is.
#[inline]
pub fn tag<T: AsTag + ?Sized>(value: &T) -> TagRef<'_> {
    value.as_tag()
}

/// What a closure says of a result. It says the type of its argument, which a closure alone does
/// not know.
#[inline]
pub fn of_result<'r, R, T>(result: &'r R, say: impl FnOnce(&'r R) -> T) -> T {
    say(result)
}

/// The same, never called: the compiler checks it where census is switched off.
pub fn would_be_of_result<'r, R: 'r, T: AsTag>(_say: impl FnOnce(&'r R) -> T) {}
