//! The kinds of findings there are, by the words that they are passed over with.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $about:literal])* $code:ident = $word:literal),* $(,)?) => {
        /// A kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $about])* $code,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// The word for it: `dead-slo`.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Code::$code => $word,)*
                }
            }

            /// What it says, in a line.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Code::$code => concat!($($about),*).trim_ascii(),)*
                }
            }
        }
    };
}

codes! {
    /// No function serves a declaration, so nothing is counted
    DeadSlo = "dead-slo",
    /// A function serves a declaration that is not in the program
    UnknownSlo = "unknown-slo",
    /// Two declarations have one id, and count in one series
    DuplicateId = "duplicate-id",
    /// An id that not every backend takes
    Id = "id",
    /// A declaration promises nothing
    NoGoal = "no-goal",
    /// A goal that is met always or never, or of which no alert can tell
    Goal = "goal",
    /// A window that is no whole number of days between 1 and 90
    Window = "window",
    /// A latency threshold that a clock cannot measure
    Threshold = "threshold",
    /// A latency threshold that is no bound of a function's histogram
    ThresholdBound = "threshold-bound",
    /// A latency threshold with nothing of a function's histogram on one side
    NarrowBuckets = "narrow-buckets",
    /// No alert can page: windows are too short, or the goal is too low
    NoPage = "no-page",
    /// So little traffic is expected that a single failure pages
    LowTraffic = "low-traffic",
    /// Panics are bad and are not counted, as the program ends with them
    PanicAbort = "panic-abort",
    /// Words for people that are no labels, links or descriptions everywhere
    Text = "text",
    /// Two views that one backend cannot tell apart by their names
    CollidingNames = "colliding-names",
    /// One view of two things, with different bounds, or in different units
    ConflictingViews = "conflicting-views",
    /// For a backend: a goal that it does not take
    BackendGoal = "backend-goal",
    /// For a backend: a window that it does not take
    BackendWindow = "backend-window",
    /// For a backend: an alert's window that it does not take
    BackendAlert = "backend-alert",
    /// For a backend: a name that it does not take
    BackendName = "backend-name",
    /// For a backend: a text that it does not take
    BackendText = "backend-text",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
