//! What expansions name. WARNING: no part of it is for use by hand; it changes without notice.

use std::ops::Deref;
use std::pin::Pin;

pub use linkme;

pub use crate::model::assert_unit;
pub use crate::model::function::{
    Asked, Function, Latency, assert_name, function, nanoseconds, timed,
};
pub use crate::model::function_tags::FunctionTags;
pub use crate::model::ladder::DEFAULT_LATENCY_BOUNDS;
pub use crate::model::{TagKey, TimeUnit};
pub use crate::registry::{FUNCTIONS, ITEMS, Item, site};
pub use crate::shard::call::{Call, InFlight};
pub use crate::shard::ran::{Ran, Unjudged, run, run_timed};
pub use crate::shard::tagged_call::{
    TagRow, TaggedCall, TaggedInFlight, of_result, row_at_start, tag, would_be_of_result,
};
pub use crate::tags::TagRef;

use crate::model::{Measure, Outcome, Outcomes, Value};
use crate::tags::{ClosedTag, TagValue};

/// Runs the closure that makes a future. It makes it one that is called once, so that it may give
/// away what it borrowed.
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

/// A value of a closed set, which its derive has checked.
#[inline]
pub fn closed_value<T: ClosedTag>(value: &T) -> TagValue<'static> {
    TagValue::known(value.as_str())
}

/// What a call returned: `Returned(&value).outcome()` is what the value's [`Outcomes`] says where
/// its type has it, and [`Outcome::Ok`] where not.
///
/// A method that its type does not have is looked for behind its `Deref`: the compiler chooses by
/// the type, and no trait has to be in scope.
#[derive(Debug)]
pub struct Returned<'a, T: ?Sized>(pub &'a T);

impl<T: Outcomes + ?Sized> Returned<'_, T> {
    /// What it says.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        Outcomes::outcome(self.0)
    }
}

impl<T: ?Sized> Deref for Returned<'_, T> {
    type Target = NoOutcomes;

    #[inline]
    fn deref(&self) -> &NoOutcomes {
        &NoOutcomes
    }
}

/// The outcome of a type that knows none.
#[derive(Debug)]
pub struct NoOutcomes;

impl NoOutcomes {
    /// Ok.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        Outcome::Ok
    }
}
