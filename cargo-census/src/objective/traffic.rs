//! How many calls are expected.

use std::fmt;

use serde::{Deserialize, Serialize};

/// So many calls in so many seconds, at least: `500/h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// The calls.
    pub count: u64,
    /// The seconds in which they come; not zero, in a sound one.
    pub per_seconds: u64,
}

/// As it is written in a declaration: `500/h`.
impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(1, "s"), (60, "min"), (3_600, "h"), (86_400, "d")];
        match units.into_iter().find(|(seconds, _)| *seconds == self.per_seconds) {
            Some((_, unit)) => write!(f, "{}/{unit}", self.count),
            None => write!(f, "{} in {} s", self.count, self.per_seconds),
        }
    }
}
