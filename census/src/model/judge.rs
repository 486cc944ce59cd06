//! What a result is to an objective: decided by its patterns, or by whether it is a failure.

use crate::model::objective::Slo;
use crate::model::slo::{Class, SloSpec};
use crate::model::{Outcome, Outcomes};

/// A type that `declare_slo!` declares. For expansions only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no objective",
    label = "this is no objective",
    note = "`slo` takes the path of one that `census::declare_slo!` declares"
)]
pub trait Declared: 'static {
    /// Itself: where something else is named, the compiler says so once.
    type Own: Declared;

    /// What was declared.
    const SPEC: SloSpec<'static>;

    /// Whether it judges results of any type.
    const ANY: bool;

    /// The static that counts.
    fn slo() -> &'static Slo;

    /// Says whether this thread is now in a call that counts for it, and gives what was said last.
    fn mark(inside: bool) -> bool;
}

/// An objective that classifies results of a type. For expansions only.
#[diagnostic::on_unimplemented(
    message = "the patterns of the objective `{Self}` are of another type than `{R}`",
    label = "`{Self}` does not say which of these are good",
    note = "declare an objective for functions that return this, or match in `good` and `exclude` \
            what this function returns; `returns = …` says the type that they match"
)]
pub trait Judges<R: ?Sized>: Declared {
    /// What the result is to it.
    fn class(result: &R, seen: Seen) -> Class;
}

/// What of a result is seen without patterns. For expansions only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whether it is a failure.
    pub outcome: Outcome,
    /// Whether it is `None`.
    pub none: bool,
}

impl Seen {
    /// A result that is no failure.
    pub const OK: Seen = Seen::of(Outcome::Ok);

    /// A result with an outcome.
    pub const fn of(outcome: Outcome) -> Self {
        Seen { outcome, none: false }
    }

    /// What it is to an objective that has no pattern for it.
    #[inline]
    pub const fn class(self, spec: &SloSpec<'static>) -> Class {
        match (self.none, spec.classification.none, self.outcome) {
            (true, Some(none), _) => none,
            (_, _, Outcome::Ok) => Class::Good,
            (_, _, Outcome::Error) => Class::Bad,
            (_, _, Outcome::Panic) => spec.classification.panicked,
            (_, _, Outcome::Cancelled) => spec.classification.cancelled,
        }
    }
}

/// A result that may be a failure: of others an availability says nothing. For expansions only.
pub trait Fails {}

impl<T: Outcomes + ?Sized> Fails for T {}

/// The same, where it is said what `None` is. For expansions only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether a call failed",
    label = "an availability of calls that return this is always 100 %",
    note = "say in the objective which results are good, as in `good = Response {{ status: 200, .. \
            }};`, or `panic = bad;` if it is about panics"
)]
pub trait FailsOrIsNone {}

impl<T: Outcomes + ?Sized> FailsOrIsNone for T {}
impl<T> FailsOrIsNone for Option<T> {}
