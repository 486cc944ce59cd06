//! What expansions name. WARNING: no part of it is for use by hand; it changes without notice.

use std::pin::Pin;

pub use linkme;

pub use crate::model::TimeUnit;
pub use crate::model::assert_unit;
pub use crate::model::function::{Asked, Function, Latency, assert_name, nanoseconds};
pub use crate::model::ladder::DEFAULT_LATENCY_BOUNDS;
pub use crate::registry::{ITEMS, Item};
pub use crate::shard::call::{Call, InFlight};

use crate::model::{Measure, Outcome, Outcomes, Value};

/// Runs the body of a function that asks for errors. It makes the body's closure one that is
/// called once, so that it may give away what it borrowed.
#[inline(always)]
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Gives a future the type of one that is boxed.
#[inline(always)]
pub fn boxed<F: Future>(future: F) -> Pin<Box<F>> {
    Box::pin(future)
}

/// Says the type that a future's body returns, in a `return` that is never reached.
#[cold]
pub fn never_returned<T>() -> T {
    unreachable!("the expansion of `#[measured]` does not get here")
}

/// Records one value of `record!`.
#[inline]
pub fn record<T: Value>(measure: &'static Measure<T>, value: T) {
    measure.record(value);
}

/// What a call returned: `(&Returned(&value)).outcome()` is what the value's `Outcomes` says where
/// its type has it, and [`Outcome::Ok`] where not, by autoref.
#[derive(Debug)]
pub struct Returned<'a, T: ?Sized>(pub &'a T);

/// The outcome of a type that knows.
pub trait ByOutcomes {
    /// What it says.
    fn outcome(&self) -> Outcome;
}

impl<T: Outcomes + ?Sized> ByOutcomes for Returned<'_, T> {
    #[inline]
    fn outcome(&self) -> Outcome {
        Outcomes::outcome(self.0)
    }
}

/// The outcome of a type that does not.
pub trait ByDefault {
    /// Ok.
    fn outcome(&self) -> Outcome;
}

impl<T: ?Sized> ByDefault for &Returned<'_, T> {
    #[inline]
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }
}
