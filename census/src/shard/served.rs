//! The guards of a measured function that serves an objective: what its call was to that is decided
//! when it ends, and counted if no call around it counts already.

use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::clock;
use crate::model::Outcome;
use crate::model::function::Function;
use crate::model::judge::{Declared, Seen};
use crate::model::objective::{INSIDE, Verdict};
use crate::model::slo::Class;
use crate::shard::events::Ended;

/// A call of a function that serves the objective `S`: like [`Call`](crate::shard::call::Call).
///
/// The function may have no views, and be `None`. `TIMED` ones ask for a latency, `JUDGED` ones for
/// errors.
#[derive(Debug)]
#[must_use = "a call ends when it is dropped"]
pub struct Served<S: Declared, const TIMED: bool, const JUDGED: bool> {
    function: Option<&'static Function>,
    start: u64,
    /// Whether the body is running now: if it is dropped then, it panics; else it is cancelled.
    running: bool,
    /// Whether no call around it counts for the objective.
    outermost: bool,
    /// What was marked before the body began to run.
    before: bool,
    slo: PhantomData<fn() -> S>,
}

impl<S: Declared, const TIMED: bool, const JUDGED: bool> Served<S, TIMED, JUDGED> {
    /// Whether the clock is read.
    const CLOCK: bool = TIMED || S::SPEC.latency.is_some();

    /// Begins a call whose body runs from here on.
    #[inline]
    pub fn start(function: Option<&'static Function>) -> Self {
        // First, so that the mark needs not be kept for after it.
        let start = if Self::CLOCK { clock::start() } else { 0 };
        let before = S::mark(true);
        let outermost = !before;
        Served { function, start, running: true, outermost, before, slo: PhantomData }
    }

    /// Begins a call whose body runs while it is polled.
    #[inline]
    pub fn start_async(function: Option<&'static Function>) -> Self {
        let mut call = Self::start(function);
        S::mark(call.before);
        call.running = false;
        call
    }

    /// Ends the call with what it returned; as a panic, if one of the closures panics.
    #[inline]
    pub fn end<R>(
        self,
        result: &R,
        seen: impl FnOnce(&R) -> Seen,
        class: impl FnOnce(&R, Seen) -> Class,
    ) {
        let seen = seen(result);
        let class = class(result, seen);
        ManuallyDrop::new(self).ended(seen.outcome, Verdict::returned(class));
    }

    /// Polls the body, knowing that it runs.
    #[inline]
    pub fn poll<F: Future>(
        &mut self,
        body: Pin<&mut F>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        self.before = S::mark(true);
        self.running = true;
        let poll = body.poll(context);
        // What is ready goes on to be dropped and judged, which may panic too.
        if poll.is_pending() {
            self.running = false;
            S::mark(self.before);
        }
        poll
    }

    #[inline]
    fn ended(&self, outcome: Outcome, verdict: Verdict) {
        if self.running {
            S::mark(self.before);
        }
        let outcome = if JUDGED { outcome } else { Outcome::Ok }; // Nobody asks.
        match (self.function, self.outermost) {
            (Some(function), true) if Self::CLOCK => {
                let call = Ended::new(outcome, verdict);
                function.served_since::<TIMED, JUDGED>(self.start, call);
            }
            (Some(function), false) if TIMED => function.served_inside(self.start, outcome),
            (Some(function), true) => {
                function.served::<JUDGED>(outcome, verdict.cell_of_function(false))
            }
            (Some(function), false) => function.served::<JUDGED>(outcome, INSIDE),
            (None, true) if Self::CLOCK => S::slo().ended_since(self.start, verdict),
            (None, true) => S::slo().ended(verdict.cell(false)),
            (None, false) => {}
        }
    }
}

impl<S: Declared, const TIMED: bool, const JUDGED: bool> Drop for Served<S, TIMED, JUDGED> {
    #[inline]
    fn drop(&mut self) {
        let classes = const { S::SPEC.classification };
        let (outcome, class) = match self.running {
            true => (Outcome::Panic, classes.panicked),
            false => (Outcome::Cancelled, classes.cancelled),
        };
        self.ended(outcome, Verdict::broken_off(class));
    }
}

/// What a body returned, and its call, which goes on until it is judged.
#[derive(Debug)]
pub struct ServedRan<S: Declared, R, const TIMED: bool, const JUDGED: bool> {
    /// As it was returned.
    pub result: R,
    aside: Aside<S>,
}

/// A call that is put aside. It has no `Drop`, so that nothing is left to do in the expansion when
/// it has been judged.
#[derive(Debug)]
struct Aside<S> {
    function: Option<&'static Function>,
    start: u64,
    outermost: bool,
    slo: PhantomData<fn() -> S>,
}

/// Runs a body as a call of a function that serves an objective.
#[inline]
pub fn serve<S: Declared, const TIMED: bool, const JUDGED: bool, R>(
    function: Option<&'static Function>,
    body: impl FnOnce() -> R,
) -> ServedRan<S, R, TIMED, JUDGED> {
    let call = Served::<S, TIMED, JUDGED>::start(function);
    let result = body();
    let call = ManuallyDrop::new(call);
    let Served { function, start, outermost, .. } = *call;
    ServedRan { result, aside: Aside { function, start, outermost, slo: PhantomData } }
}

impl<S: Declared, R, const TIMED: bool, const JUDGED: bool> ServedRan<S, R, TIMED, JUDGED> {
    /// Ends the call as the result says; as a panic, if that panics instead.
    #[inline]
    pub fn judge(&self, seen: impl FnOnce(&R) -> Seen, class: impl FnOnce(&R, Seen) -> Class) {
        let Aside { function, start, outermost, .. } = self.aside;
        let before = !outermost;
        let call = Served::<S, TIMED, JUDGED> {
            function,
            start,
            running: true,
            outermost,
            before,
            slo: PhantomData,
        };
        call.end(&self.result, seen, class);
    }
}
