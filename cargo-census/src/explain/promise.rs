//! Who promises what, which calls count, and how much may go wrong.

use crate::duration;
use crate::objective::{Class, Goal, Kind, Objective, Slo, Traffic, Window};
use crate::ratio::Ratio;

use super::and;

/// The window, as the end of a sentence.
pub(super) fn window(window: Window) -> String {
    match window {
        Window::Rolling { days: 1 } => "the last day".to_owned(),
        Window::Rolling { days } => format!("the last {days} days"),
        Window::Day => "each day of the calendar".to_owned(),
        Window::Week => "each week of the calendar".to_owned(),
        Window::Fortnight => "each two weeks of the calendar".to_owned(),
        Window::Month => "each month of the calendar, which counts as 30 days".to_owned(),
    }
}

/// Who declares it and who serves it.
pub(super) fn declared(slo: &Slo) -> Vec<String> {
    let mut sentences = Vec::new();
    if !slo.description.is_empty() {
        sentences.push(slo.description.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let owner = slo.owner.as_ref().map(|owner| format!("; {owner} answers for it"));
    sentences.push(format!(
        "The service `{}` promises it ({}, {}){}.",
        slo.service,
        slo.origin,
        slo.place,
        owner.unwrap_or_default()
    ));
    let sites: Vec<_> =
        slo.sites.iter().map(|site| format!("`{}` ({})", site.function, site.place)).collect();
    sentences.push(match sites.len() {
        0 => "No function serves it, so nothing is counted.".to_owned(),
        1 => format!("{} serves it.", sites[0]),
        _ => format!("{} serve it.", and(&sites)),
    });
    if let Some(runbook) = &slo.runbook {
        sentences.push(format!("What to do: {runbook}"));
    }
    sentences
}

/// What calls count as, where the declaration says anything of it.
pub(super) fn classes(objective: Objective<'_>) -> Vec<String> {
    let classes = &objective.slo.classes;
    let mut said = Vec::new();
    let patterns = [
        (&classes.good, Class::Good),
        (&classes.bad, Class::Bad),
        (&classes.exclude, Class::Excluded),
    ];
    for (pattern, class) in patterns {
        let one = if said.is_empty() { "a result that" } else { "one that" };
        said.extend(pattern.as_ref().map(|text| format!("{one} is `{text}` {}", counts(class))));
    }
    said.extend(classes.none.map(|class| format!("`None` {}", counts(class))));
    let threshold = match objective.kind {
        Kind::Availability => {
            said.push(format!("a cancelled call {}", counts(classes.cancelled)));
            said.push(format!("a panic {}", counts(classes.panicked)));
            None
        }
        Kind::Latency { threshold } => Some(threshold),
    };
    let mut sentences = Vec::new();
    if let Some(threshold) = threshold {
        sentences.push(format!(
            "A good result that took less than {threshold} is fast, and one of just {threshold} \
             slow; other results do not count; a call that was broken off is slow from {threshold} \
             on, and does not count before."
        ));
    }
    if !said.is_empty() {
        let said = said.join("; ");
        let mut letters = said.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        sentences.push(first.into_iter().chain(letters).chain(['.']).collect());
    }
    sentences
}

fn counts(class: Class) -> &'static str {
    match class {
        Class::Good => "is good",
        Class::Bad => "is bad",
        Class::Excluded => "does not count",
    }
}

/// How much may go wrong.
pub(super) fn budget(objective: Objective<'_>) -> Vec<String> {
    let (goal, slo) = (objective.goal, objective.slo);
    if !goal.is_sound() {
        return vec![format!(
            "A goal of {goal} leaves nothing to say: it is met always, or never."
        )];
    }
    let days = u64::from(slo.window.days());
    let allowed = Ratio::new(goal.budget_ppm().into(), Goal::ALL_PPM.into());
    let time = duration::words(Ratio::whole(days * 86_400).times(allowed));
    let bad = match objective.kind {
        Kind::Availability => "bad",
        Kind::Latency { .. } => "slow",
    };
    let mut sentences = vec![format!(
        "{} may be {bad}: over {days} days, as many as there are in {time} in which all are.",
        part(goal)
    )];
    if let Some(calls) = slo.expect.and_then(|traffic| calls(traffic, days)) {
        sentences.push(format!(
            "At {}, as expected, that is {} calls of {}.",
            slo.expect.map(|traffic| traffic.to_string()).unwrap_or_default(),
            thousands(calls.times(allowed).floor()),
            thousands(calls.round())
        ));
    }
    sentences
}

fn calls(traffic: Traffic, days: u64) -> Option<Ratio> {
    let per_second = Ratio::whole(traffic.count).over(Ratio::whole(traffic.per_seconds))?;
    Some(per_second.times(Ratio::whole(days * 86_400)))
}

/// `One call in 1,000`, where that is so, or `0.07% of the calls`.
fn part(goal: Goal) -> String {
    let budget = goal.budget_ppm();
    match Goal::ALL_PPM.is_multiple_of(budget) {
        true => format!("One call in {}", thousands((Goal::ALL_PPM / budget).into())),
        false => format!("{} of the calls", Goal { ppm: budget }),
    }
}

/// With a comma behind each thousand: `3,360,000`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
