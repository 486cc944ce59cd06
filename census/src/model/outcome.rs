//! How a call ended: decided once, when it ended.

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It returned, and what it returned is no failure.
    Ok,
    /// It returned a failure: an `Err`, or what its [`Outcomes`] says.
    Error,
    /// It panicked.
    Panic,
    /// Its future was dropped before it was ready.
    Cancelled,
}

impl Outcome {
    /// All of them, in the order of their cells.
    pub const ALL: [Outcome; 4] = [Outcome::Ok, Outcome::Error, Outcome::Panic, Outcome::Cancelled];

    /// The word for it in rows and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Error => "error",
            Outcome::Panic => "panic",
            Outcome::Cancelled => "cancelled",
        }
    }

    /// Whether an `errors` view counts it: an error or a panic.
    ///
    /// A cancelled call is no error: whether the caller lost patience or interest, it cannot know.
    pub const fn is_failure(self) -> bool {
        matches!(self, Outcome::Error | Outcome::Panic)
    }
}

/// A returned value that knows whether the call failed.
///
/// `Result` has it: `Err` is a failure. A type without it is never one. Give it to a type of your
/// own whose success has failed ones among it:
///
/// ```
/// use census::{Outcome, Outcomes, measured};
///
/// struct Response { status: u16 }
///
/// impl Outcomes for Response {
///     fn outcome(&self) -> Outcome {
///         if self.status >= 500 { Outcome::Error } else { Outcome::Ok }
///     }
/// }
///
/// #[measured(count = "doc/outcomes/requests", errors = "doc/outcomes/failures")]
/// fn serve() -> Response {
///     Response { status: 503 }
/// }
/// serve();
/// # let snapshot = census::snapshot();
/// # assert_eq!(snapshot.view("doc/outcomes/failures").unwrap().count(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether a call failed",
    label = "an availability of calls that return this is always 100 %",
    note = "say in the objective which results are good, as in `good = Response {{ status: 200, .. \
            }};`, or what `None` is, as in `none = bad;`, or `panic = bad;` if it is about panics"
)]
pub trait Outcomes {
    /// Says how the call ended that returned this; called once, on completion.
    fn outcome(&self) -> Outcome;
}

impl<T, E> Outcomes for Result<T, E> {
    #[inline]
    fn outcome(&self) -> Outcome {
        match self {
            Ok(_) => Outcome::Ok,
            Err(_) => Outcome::Error,
        }
    }
}
