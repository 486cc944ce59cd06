//! What Cloud Monitoring refuses, told before it does.

use serde_json::{Value, json};

use crate::objective::{Objective, Window};

/// Days of the longest window.
const DAYS_MAX: u32 = 30;

/// The highest goal, in parts per million.
const GOAL_PPM_MAX: u32 = 999_900;

/// Bytes of a label's value.
const LABEL_MAX: usize = 63;

/// The id of a service: lower case letters, digits and `-`.
pub(super) fn service_id(service: &str) -> Result<String, String> {
    let lower = service.to_ascii_lowercase();
    let legal = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let id: String = lower.chars().map(|it| if legal(it) { it } else { '-' }).collect();
    let id = id.trim_matches('-');
    match id.is_empty() {
        true => Err(format!("service `{service}`: its id needs an ASCII letter or digit")),
        false => Ok(id.to_owned()),
    }
}

/// The id of an objective, which stands as it is.
pub(super) fn objective_id(objective: &Objective<'_>) -> Result<String, String> {
    let id = objective.id();
    let legal = |it: char| it.is_ascii_alphanumeric() || "-_:.".contains(it);
    if !id.chars().all(legal) {
        return Err(format!("`{id}`: an id is made of ASCII letters, digits, `-`, `_`, `:`, `.`"));
    }
    if objective.goal.ppm > GOAL_PPM_MAX {
        return Err(format!(
            "`{id}` promises {}, and Cloud Monitoring takes 99.99% at most; lower the goal, or \
             export it to Prometheus",
            objective.goal
        ));
    }
    Ok(id)
}

/// The period of an objective: its field, and the value.
pub(super) fn period(objective: &Objective<'_>) -> Result<(&'static str, Value), String> {
    let calendar = |word: &str| Ok(("calendarPeriod", json!(word)));
    match objective.slo.window {
        Window::Rolling { days } if (1..=DAYS_MAX).contains(&days) => {
            Ok(("rollingPeriod", json!(format!("{}s", u64::from(days) * 86_400))))
        }
        Window::Rolling { days } => Err(format!(
            "`{}` is over {days} days, and Cloud Monitoring counts over 1 to {DAYS_MAX}; shorten \
             the window, or export it to Prometheus",
            objective.id()
        )),
        Window::Day => calendar("DAY"),
        Window::Week => calendar("WEEK"),
        Window::Fortnight => calendar("FORTNIGHT"),
        Window::Month => calendar("MONTH"),
    }
}

/// A text as the value of a label: lower case, digits, `_` and `-`.
pub(super) fn label(text: &str) -> String {
    let legal = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    let lower = text.to_ascii_lowercase();
    let spelt = lower.chars().map(|it| if legal(it) { it } else { '_' });
    spelt.take(LABEL_MAX).collect()
}
