//! What a declaration says by itself: the rules of the macros, for what other macros made.

use crate::burn::{Pace, Plan, Severity};
use crate::objective::{Class, Goal, Objective, Slo, Window};

use super::{Code, Finding};

/// Bytes of an id: `<id>-availability` is a name of at most 63, as OpenSLO and Kubernetes have it.
const ID_BYTES_MAX: usize = 50;

/// Days that a rolling window may have.
const DAYS_MAX: u32 = 90;

/// Below it a clock decides and not the function.
const THRESHOLD_NS_MIN: u64 = 1_000;

/// Failed calls that a budget has to hold, or a single one spends so much that it pages.
const BUDGET_CALLS_MIN: u128 = 50;

/// Characters of a label's value, which is what Cloud Monitoring takes.
const LABEL_CHARS_MAX: usize = 63;

/// Judges a declaration.
pub(super) fn judge(slo: &Slo, findings: &mut Vec<Finding>) {
    let mut find = |code, message: String| findings.push(Finding::of(code, slo, message));
    if !is_id(&slo.id) {
        let rule = format!(
            "an id begins with a small letter, is made of small letters, digits and `-`, does not \
             end in `-`, and has at most {ID_BYTES_MAX} bytes; rename it before it has a history"
        );
        find(Code::Id, rule);
    }
    if slo.availability.is_none() && slo.latency.is_none() {
        find(
            Code::NoGoal,
            "it promises nothing: write `availability >= 99.9%;` or `latency < 250ms for 99%;`"
                .to_owned(),
        );
    }
    if let Window::Rolling { days } = slo.window
        && !(1..=DAYS_MAX).contains(&days)
    {
        find(Code::Window, format!("a window has 1 to {DAYS_MAX} days, not {days}"));
    }
    if let Some(latency) = slo.latency
        && latency.threshold.ns < THRESHOLD_NS_MIN
    {
        find(
            Code::Threshold,
            format!(
                "calls are timed to some tens of nanoseconds, so a threshold is `1us` at least, \
                 not `{}`",
                latency.threshold
            ),
        );
    }
    if slo.panics_abort && slo.classes.panicked != Class::Excluded {
        find(
            Code::PanicAbort,
            format!(
                "a panic is {} to it, and none is counted, because the program is built with \
                 `panic = \"abort\"`: build it with `unwind`, or say `panic = exclude`",
                slo.classes.panicked.word()
            ),
        );
    }
    slo.objectives().for_each(|objective| goal(objective, findings));
    texts(slo, findings);
}

fn is_id(id: &str) -> bool {
    let small = |c: char| c.is_ascii_lowercase();
    let small_or_digit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    id.len() <= ID_BYTES_MAX
        && id.starts_with(small)
        && id.ends_with(small_or_digit)
        && id.chars().all(|c| small_or_digit(c) || c == '-')
}

fn goal(objective: Objective<'_>, findings: &mut Vec<Finding>) {
    let slo = objective.slo;
    let mut find = |code, message: String| {
        let finding = Finding::of(code, slo, message);
        findings.push(Finding { about: objective.id(), ..finding });
    };
    if !objective.goal.is_sound() {
        let message = match objective.goal.ppm {
            0 => "0% promises nothing: say which share of the calls must be good".to_owned(),
            Goal::ALL_PPM => "100% leaves no budget, and the first bad call of all would break \
                              it: promise `99.9%` or `99.99%`"
                .to_owned(),
            _ => format!("more than all calls cannot be good: {} is no goal", objective.goal),
        };
        return find(Code::Goal, message);
    }
    let plan = Plan::new(objective.goal, slo.window, Pace::default());
    if plan.of(Severity::Page).next().is_none() {
        let why: Vec<_> = plan.remarks.iter().map(ToString::to_string).collect();
        let message = format!(
            "no alert can page ({}): promise more, or over a longer window",
            why.join("; ")
        );
        find(Code::NoPage, message);
    }
    if let Some(traffic) = slo.expect {
        let calls = u128::from(traffic.count) * u128::from(slo.window.days()) * 86_400;
        let budget = u128::from(objective.goal.budget_ppm());
        let (all, seconds) = (u128::from(Goal::ALL_PPM), u128::from(traffic.per_seconds));
        if seconds == 0 || calls.saturating_mul(budget) < BUDGET_CALLS_MIN * all * seconds {
            let bad = calls.saturating_mul(budget).checked_div(all * seconds).unwrap_or_default();
            let message = format!(
                "at {traffic} the budget of {} days is {bad} bad calls, so that a single one would \
                 page: promise less, or over a longer window, or leave `expect` out and accept it",
                slo.window.days()
            );
            find(Code::LowTraffic, message);
        }
    }
}

fn texts(slo: &Slo, findings: &mut Vec<Finding>) {
    for (name, text) in [("page", &slo.page), ("ticket", &slo.ticket), ("owner", &slo.owner)] {
        if let Some(text) = text.as_ref().filter(|text| !is_label(text)) {
            let message = format!(
                "`{name}` becomes a label, and `{text}` is none everywhere: it begins with a small \
                 letter, is made of small letters, digits, `-` and `_`, and has at most \
                 {LABEL_CHARS_MAX} characters"
            );
            findings.push(Finding::of(Code::Text, slo, message));
        }
    }
    if let Some(link) = slo.runbook.as_ref().filter(|link| !is_link(link)) {
        let message =
            format!("the runbook `{link}` is no link: write it with `https://`, as alerts show it");
        findings.push(Finding::of(Code::Text, slo, message));
    }
}

fn is_label(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(legal)
        && text.len() <= LABEL_CHARS_MAX
}

fn is_link(link: &str) -> bool {
    let host = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty()) && !link.contains(char::is_whitespace)
}
