//! A call whose body is a closure, from its start to what it returned.
//!
//! How the call ended can be said only where the type of the result is known, which is in the
//! expansion: there [`Ran::judge`] is chosen by the type, like `private::Returned::outcome`.

use std::ops::Deref;

use crate::model::function::Function;
use crate::model::{Outcome, Outcomes};
use crate::shard::call::Call;

/// What a body returned, and its call, which goes on until it is judged.
#[derive(Debug)]
pub struct Ran<R, const TIMED: bool> {
    /// As it was returned.
    pub result: R,
    unjudged: Unjudged<TIMED>,
}

/// A call that is put aside. It has no `Drop`, so that nothing is left to do in the expansion when
/// it has been judged.
#[derive(Debug)]
pub struct Unjudged<const TIMED: bool>((&'static Function, u64));

/// Runs a body as a call of a function that asks for a latency. It makes the body's closure one
/// that is called once, so that it may give away what it borrowed.
#[inline]
pub fn run_timed<R>(function: &'static Function, body: impl FnOnce() -> R) -> Ran<R, true> {
    let call = Call::<true, true>::start(function);
    let result = body();
    Ran { result, unjudged: Unjudged(call.aside()) }
}

/// Runs a body as a call of a function that asks for none.
#[inline]
pub fn run<R>(function: &'static Function, body: impl FnOnce() -> R) -> Ran<R, false> {
    let call = Call::<false, true>::start(function);
    let result = body();
    Ran { result, unjudged: Unjudged(call.aside()) }
}

impl<R: Outcomes, const TIMED: bool> Ran<R, TIMED> {
    /// Ends the call as the result says; as a panic, if it panics instead.
    #[inline]
    pub fn judge(&self) {
        let call = Call::<TIMED, true>::resume(self.unjudged.0);
        call.end(Outcomes::outcome(&self.result));
    }
}

impl<R, const TIMED: bool> Deref for Ran<R, TIMED> {
    type Target = Unjudged<TIMED>;

    #[inline]
    fn deref(&self) -> &Unjudged<TIMED> {
        &self.unjudged
    }
}

impl<const TIMED: bool> Unjudged<TIMED> {
    /// Ends the call, whose result is of a type that knows no failures.
    #[inline]
    pub fn judge(&self) {
        Call::<TIMED, true>::resume(self.0).end(Outcome::Ok);
    }
}
