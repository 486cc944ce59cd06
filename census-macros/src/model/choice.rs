//! `future` or `sync`: what ends a call of a function that returns a future.

use proc_macro2::Ident;

use crate::faults::Faults;
use crate::model::Given;

/// The keys that stand alone.
pub(crate) const WORDS: &[&str] = &["future", "sync", "stream", "skip"];

/// What ends a call, where the user says it; the word is kept for its place.
pub(crate) enum Choice {
    /// The future that it returns is ready.
    Future(Ident),
    /// It has returned.
    Sync(Ident),
    /// What was said is wrong, and told.
    Unclear,
}

impl Choice {
    pub(crate) fn of(given: &mut Given, faults: &mut Faults) -> Option<Self> {
        if let Some(stream) = given.take_word("stream") {
            faults.at(
                stream,
                "a stream cannot be measured to its last item: say `sync` to measure the call \
                 that makes it, and measure the function that handles one item",
            );
            return Some(Choice::Unclear);
        }
        match (given.take_word("future"), given.take_word("sync")) {
            (Some(future), Some(sync)) => {
                let message = "`sync` and `future` exclude each other: a call ends once".to_owned();
                faults.twice(&future, &sync, message);
                Some(Choice::Unclear)
            }
            (Some(future), None) => Some(Choice::Future(future)),
            (None, Some(sync)) => Some(Choice::Sync(sync)),
            (None, None) => given.unknown.then_some(Choice::Unclear),
        }
    }
}
