//! What an objective allows and how soon its alerts tell, in sentences.

mod alerts;
mod promise;
#[cfg(test)]
mod tests;

use crate::burn::{Pace, Plan};
use crate::objective::{Objective, Program, Window};

/// The objectives of this id: one, or where it is a declaration's, all that this holds. Empty if
/// there are none.
pub fn find<'a>(program: &'a Program, id: &str) -> Vec<Objective<'a>> {
    program.objectives().filter(|one| one.slo.id == id || one.id() == id).collect()
}

/// Explains objectives, one behind the other; the numbers come at this pace.
pub fn text(objectives: &[Objective<'_>], pace: Pace) -> String {
    let all: Vec<_> = objectives.iter().map(|objective| one(*objective, pace)).collect();
    all.join("\n")
}

fn one(objective: Objective<'_>, pace: Pace) -> String {
    let slo = objective.slo;
    let plan = Plan::new(objective.goal, slo.window, pace);
    let mut text =
        format!("{}: {objective} over {}\n", objective.id(), promise::window(slo.window));
    let groups = [
        promise::declared(slo),
        promise::classes(objective),
        promise::budget(objective),
        alerts::sentences(objective, &plan),
    ];
    for sentences in groups.iter().filter(|sentences| !sentences.is_empty()) {
        text.push('\n');
        for sentence in sentences {
            text += &format!("  {sentence}\n");
        }
    }
    text
}

/// The window, as the end of a sentence.
pub(crate) fn window(window: Window) -> String {
    promise::window(window)
}

/// Which calls count, and how much may go wrong, in sentences.
pub(crate) fn counts(objective: Objective<'_>) -> Vec<String> {
    [promise::classes(objective), promise::budget(objective)].concat()
}

/// How soon its alerts tell, in sentences.
pub(crate) fn tells(objective: Objective<'_>, plan: &Plan) -> Vec<String> {
    alerts::sentences(objective, plan)
}

/// `one`, or `one and another`, or `one, another and a third`.
fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
