//! What expansions name. WARNING: no part of it is for use by hand; it changes without notice.

use std::ops::Deref;
use std::pin::Pin;

pub use std::borrow::Cow as Bounds;

pub use linkme;

pub use crate::model::assert_unit;
pub use crate::model::function::{
    Asked, Function, Latency, assert_name, function, nanoseconds, timed, timed_by_default,
};
pub use crate::model::function_tags::{Besides, FunctionTags};
pub use crate::model::judge::{Declared, Fails, FailsOrIsNone, Judges, Seen};
pub use crate::model::ladder::DEFAULT_LATENCY_BOUNDS;
pub use crate::model::objective::Slo;
pub use crate::model::slo::{
    Class, LatencyGoal, Origin, Period, Ppm, Site, SloSpec, Traffic, Window,
};
pub use crate::model::{TagKey, TimeUnit};
pub use crate::registry::{FUNCTIONS, ITEMS, Item, site};
pub use crate::shard::call::{Call, InFlight};
pub use crate::shard::ran::{Ran, Unjudged, run, run_timed};
pub use crate::shard::served::{Served, ServedRan, serve};
pub use crate::shard::tagged_call::{
    TagRow, TaggedCall, TaggedInFlight, of_result, row_at_start, tag, would_be_of_result,
};
pub use crate::slo::auto::{auto_bounds, auto_bounds_len};
pub use crate::slo::check::*;
pub use crate::slo::record;
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

/// What an objective without a pattern sees of a result: `Sight::of(&result).seen()` is chosen by
/// the type, like [`Returned::outcome`].
#[derive(Debug)]
pub struct Sight<'a, T: ?Sized>(PerhapsNone<'a, T>);

/// What is behind the sight of a type that knows no outcome.
#[derive(Debug)]
pub struct PerhapsNone<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> Sight<'a, T> {
    /// Of a result.
    #[inline]
    pub fn of(result: &'a T) -> Self {
        Sight(PerhapsNone(result))
    }
}

impl<T: Outcomes + ?Sized> Sight<'_, T> {
    /// What it says itself.
    #[inline]
    pub fn seen(&self) -> Seen {
        Seen::of(Outcomes::outcome(self.0.0))
    }
}

impl<T> PerhapsNone<'_, Option<T>> {
    /// Whether it is `None`.
    #[inline]
    pub fn seen(&self) -> Seen {
        Seen { outcome: Outcome::Ok, none: self.0.is_none() }
    }
}

impl<'a, T: ?Sized> Deref for Sight<'a, T> {
    type Target = PerhapsNone<'a, T>;

    #[inline]
    fn deref(&self) -> &PerhapsNone<'a, T> {
        &self.0
    }
}

impl<T: ?Sized> Deref for PerhapsNone<'_, T> {
    type Target = NoOutcomes;

    #[inline]
    fn deref(&self) -> &NoOutcomes {
        &NoOutcomes
    }
}

/// What a result is to an objective, as its declaration says.
#[inline]
pub fn class<S: Judges<R>, R>(result: &R, seen: Seen) -> Class {
    S::class(result, seen)
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

/// A call that is counted, however it ends.
pub type CountedCall = Call<false, false>;

/// A call whose outcome is counted.
pub type JudgedCall = Call<false, true>;

/// A call that takes time.
pub type TimedCall = Call<true, false>;

/// A call that takes time, and whose outcome is counted.
pub type TimedJudgedCall = Call<true, true>;

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

    /// Ends the call as it says.
    #[inline]
    pub fn end<const TIMED: bool>(&self, call: Call<TIMED, true>) {
        call.end(Outcomes::outcome(self.0));
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

    /// Ends the call, which cannot have failed.
    #[inline]
    pub fn end<const TIMED: bool>(&self, call: Call<TIMED, true>) {
        call.end(Outcome::Ok);
    }

    /// No failure.
    #[inline]
    pub fn seen(&self) -> Seen {
        Seen::OK
    }
}
