//! What a program declares: its objectives, owned, whatever file they were read from.

mod class;
#[cfg(test)]
pub(crate) mod fixture;
mod goal;
mod place;
mod span;
mod traffic;
mod unit;
mod window;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use class::{Class, Classes};
pub use goal::Goal;
pub use place::{Origin, Place};
pub use span::Span;
pub use traffic::Traffic;
pub use unit::Unit;
pub use window::Window;

/// All that a program says of objectives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Sorted by id, then by place. Ids are unique unless two crates declare the same one, which
    /// `check` finds.
    pub slos: Vec<Slo>,
    /// Functions that serve a declaration which is not in the program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strays: Vec<Stray>,
}

/// One declaration: what is promised to whom, over which time, and who is called.
///
/// It holds one [`Objective`] or two. Nothing is checked yet: a number may be out of its range, in
/// a file that some other version of census wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slo {
    /// What it is called everywhere, `checkout`; the objectives' ids begin with it.
    pub id: String,
    /// The service whose users are promised something.
    pub service: String,
    /// The doc comment; empty where there is none. It stands in no export that a backend keeps, so
    /// that an edit of it changes nothing there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The time over which the budget is counted.
    pub window: Window,
    /// How many of the calls must be good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Goal>,
    /// How many of the calls must be how fast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// How results are classed.
    pub classes: Classes,
    /// The traffic that is expected at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Traffic>,
    /// Who is called at night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Whose queue the slow burns go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The URL of what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// The team that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether a panic ends the process, as it was built, so that no call of it is counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub panics_abort: bool,
    /// Who declares it.
    pub origin: Origin,
    /// Where it is declared.
    pub place: Place,
    /// The functions that serve it, sorted by place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Site>,
}

/// A promise of speed: `latency < 250ms for 99%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// What a call must stay below; a call of just this length is bad.
    pub threshold: Span,
    /// How many of the calls that count must.
    pub goal: Goal,
}

/// A measured function that serves a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its path, `shop::pay::checkout`.
    pub function: String,
    /// Where it stands.
    pub place: Place,
    /// The view of its calls, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// The view of its failures, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<String>,
    /// The view of its latency, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<String>,
    /// The unit that this is exported in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The bounds of that view's buckets, increasing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<Span>,
}

/// A function whose declaration is not in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stray {
    /// The id that it serves.
    pub slo: String,
    /// The function.
    pub site: Site,
}

/// One goal of a declaration, with an id of its own: what is counted, alerted on and exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objective<'a> {
    /// The declaration that it is of.
    pub slo: &'a Slo,
    /// What is counted.
    pub kind: Kind,
    /// The part of the calls that must be good.
    pub goal: Goal,
}

/// What an objective counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Calls that were good.
    Availability,
    /// Calls that were faster than a threshold.
    Latency {
        /// The first length that is bad.
        threshold: Span,
    },
}

impl Program {
    /// The objectives of all declarations, in their order, availability before latency.
    pub fn objectives(&self) -> impl Iterator<Item = Objective<'_>> {
        self.slos.iter().flat_map(Slo::objectives)
    }
}

impl Slo {
    /// Its objectives: availability, then latency.
    pub fn objectives(&self) -> impl Iterator<Item = Objective<'_>> {
        let availability =
            self.availability.map(|goal| Objective { slo: self, kind: Kind::Availability, goal });
        let latency = self.latency.map(|Latency { threshold, goal }| Objective {
            slo: self,
            kind: Kind::Latency { threshold },
            goal,
        });
        availability.into_iter().chain(latency)
    }
}

impl Objective<'_> {
    /// `checkout-availability`: the value of the label `slo`, and the name in every backend.
    pub fn id(&self) -> String {
        format!("{}-{}", self.slo.id, self.kind.word())
    }
}

impl Kind {
    /// `availability` or `latency`.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Availability => "availability",
            Kind::Latency { .. } => "latency",
        }
    }
}

/// The goal as a person says it: `99.9% good`, `99% below 250ms`.
impl fmt::Display for Objective<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Availability => write!(f, "{} good", self.goal),
            Kind::Latency { threshold } => write!(f, "{} below {threshold}", self.goal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fixture;

    #[test]
    fn a_declaration_has_an_objective_for_each_goal() {
        let program = fixture::program();
        let objectives = program.objectives();
        let told: Vec<_> = objectives.map(|one| format!("{}: {one}", one.id())).collect();
        assert_eq!(
            told,
            [
                "checkout-availability: 99.9% good",
                "checkout-latency: 99% below 250ms",
                "search-availability: 99.5% good",
            ]
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let program = fixture::program();
        let text = serde_json::to_string(&program).unwrap();
        assert_eq!(serde_json::from_str::<super::Program>(&text).unwrap(), program);
    }
}
