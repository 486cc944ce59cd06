//! A change, and what it costs.

use std::fmt;

use serde::Serialize;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `+` for what came, `-` for what went, `~` for what is other.
    pub sign: char,
    /// The id of the objective, or of the declaration where it is about all of that.
    pub id: String,
    /// What changed: `goal 99.9% → 99.5%`.
    pub what: String,
    /// What kind of loss it is.
    pub cost: Cost,
    /// What comes of it and what to do, in a sentence without a full stop.
    pub consequence: String,
    /// Where it stands now, or stood: `src/slo.rs:7`.
    pub place: String,
}

/// What a change costs those who watch, the dearest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cost {
    /// What was exported says something else than the program, until it is exported again.
    Export,
    /// The counters go on and mean something else: for a window's length both are mixed.
    Mixed,
    /// A backend takes it for another objective, or for none: the history ends.
    History,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { sign, id, what, consequence, place, .. } = self;
        writeln!(f, "{sign} {id}: {what} ({place})\n    {consequence}")
    }
}
