//! The guards that `#[measured]` holds while a function runs.

use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::clock;
use crate::model::Outcome;
use crate::model::function::Function;

/// A call of a measured function: from its start to its end, however it ends.
///
/// `TIMED` functions ask for a latency, `JUDGED` ones for errors. It holds no shard: a future may
/// end on another thread than it began on, and is then counted there.
#[derive(Debug)]
#[must_use = "a call ends when it is dropped"]
pub struct Call<const TIMED: bool, const JUDGED: bool> {
    function: &'static Function,
    start: u64,
    /// Whether the body is running now: if it is dropped then, it panics; else it is cancelled.
    running: bool,
}

impl<const TIMED: bool, const JUDGED: bool> Call<TIMED, JUDGED> {
    /// Begins a call whose body runs from here on.
    #[inline]
    pub fn start(function: &'static Function) -> Self {
        let start = if TIMED { clock::start() } else { 0 };
        Call { function, start, running: true }
    }

    /// Begins a call whose body runs while it is polled.
    #[inline]
    pub fn start_async(function: &'static Function) -> Self {
        let mut call = Self::start(function);
        call.running = false;
        call
    }

    #[inline]
    fn ended(&self, outcome: Outcome) {
        match (TIMED, JUDGED) {
            (false, false) => self.function.ended(),
            (false, true) => self.function.ended_as(outcome),
            (true, false) => ended_timed(self.function, self.start),
            (true, true) => ended_timed_as(self.function, self.start, outcome),
        }
    }
}

impl<const TIMED: bool> Call<TIMED, true> {
    /// Goes on with a call that was put aside.
    #[inline]
    pub(crate) fn resume(aside: (&'static Function, u64)) -> Self {
        let (function, start) = aside;
        Call { function, start, running: true }
    }

    /// Puts a call aside: it does not end before it is resumed.
    #[inline]
    pub(crate) fn aside(self) -> (&'static Function, u64) {
        let call = ManuallyDrop::new(self);
        (call.function, call.start)
    }

    /// Ends the call as what it returned says.
    #[inline]
    pub fn end(self, outcome: Outcome) {
        ManuallyDrop::new(self).ended(outcome);
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
}

impl<const TIMED: bool, const JUDGED: bool> Drop for Call<TIMED, JUDGED> {
    #[inline]
    fn drop(&mut self) {
        self.ended(match (JUDGED, self.running) {
            (false, _) => Outcome::Ok,
            (true, true) => Outcome::Panic,
            (true, false) => Outcome::Cancelled,
        });
    }
}

/// Out of line: what is common to all functions stands here once, and not in each of them.
#[inline(never)]
fn ended_timed(function: &'static Function, start: u64) {
    match clock::ticked_since(start) {
        Some(nanoseconds) => function.ended_after(nanoseconds, None),
        None => ended_off_clock(function, start, None),
    }
}

#[inline(never)]
fn ended_timed_as(function: &'static Function, start: u64, outcome: Outcome) {
    match clock::ticked_since(start) {
        Some(nanoseconds) => function.ended_after(nanoseconds, Some(outcome)),
        None => ended_off_clock(function, start, Some(outcome)),
    }
}

/// Before the counter is calibrated, and where it stepped back. It is called last, so that nothing
/// has to be kept for after it.
#[cold]
#[inline(never)]
fn ended_off_clock(function: &'static Function, start: u64, outcome: Option<Outcome>) {
    function.ended_after(clock::since(start), outcome);
}

/// A call that shows in the in-flight gauge until it ends.
#[derive(Debug)]
#[must_use = "a call ends when it is dropped"]
pub struct InFlight(&'static Function);

impl InFlight {
    /// Begins a call.
    #[inline]
    pub fn start(function: &'static Function) -> Self {
        function.in_flight(1);
        InFlight(function)
    }
}

impl Drop for InFlight {
    #[inline]
    fn drop(&mut self) {
        self.0.in_flight(-1);
    }
}
