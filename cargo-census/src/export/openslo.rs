//! OpenSLO, version 1: what is promised, for exchange with other tools.

use std::collections::BTreeSet;

use crate::objective::{Class, Kind, Objective, Program, Window};
use crate::yaml::Yaml;

use super::File;
use super::prometheus::Settings;
use super::prometheus::promql::Calls;

const COMMENTS: [&str; 2] = [
    "Made by `cargo census export openslo`; make it again instead of editing it.",
    "OpenSLO v1 has one condition an alert, so the alerts over two windows are not in it.",
];

/// A Monday and the first of a month, which all periods of the calendar can begin with.
const CALENDAR: &str = "2024-01-01 00:00:00";

/// The services, and an SLO for each objective.
pub fn file(program: &Program, settings: &Settings) -> File {
    let services: BTreeSet<&str> = program.slos.iter().map(|slo| slo.service.as_str()).collect();
    let services = services.into_iter().map(service);
    let documents: Vec<_> = services
        .chain(program.objectives().map(|objective| slo(objective, settings)))
        .enumerate()
        .map(|(at, document)| document.document(if at == 0 { &COMMENTS } else { &[] }))
        .collect();
    File::new("openslo.yaml", documents.join("---\n"))
}

fn kind(kind: &str, name: &str, shown: &str, spec: Yaml) -> Yaml {
    Yaml::map([
        ("apiVersion", Yaml::text("openslo/v1")),
        ("kind", Yaml::text(kind)),
        ("metadata", Yaml::map([("name", Yaml::text(name)), ("displayName", Yaml::text(shown))])),
        ("spec", spec),
    ])
}

fn service(name: &str) -> Yaml {
    let description = format!("What the service {name} promises, as its program declares it.");
    kind("Service", name, name, Yaml::map([("description", Yaml::text(description))]))
}

fn slo(objective: Objective<'_>, settings: &Settings) -> Yaml {
    let id = objective.id();
    let calls = Calls::of(&id, settings.names, &settings.labels);
    let source = |series: String| {
        let query = Yaml::map([("query", Yaml::text(series))]);
        let source = Yaml::map([("type", Yaml::text("Prometheus")), ("spec", query)]);
        Yaml::map([("metricSource", source)])
    };
    let ratio = Yaml::map([
        ("counter", Yaml::Plain("true".to_owned())),
        ("good", source(calls.of_class(Class::Good))),
        ("total", source(calls.that_count())),
    ]);
    let indicator = Yaml::map([
        ("metadata", Yaml::map([("name", Yaml::text(format!("{id}-sli")))])),
        ("spec", Yaml::map([("ratioMetric", ratio)])),
    ]);
    let goal = Yaml::map([
        ("displayName", Yaml::text(objective.to_string())),
        ("target", Yaml::number(objective.goal.fraction())),
    ]);
    let spec = Yaml::map([
        ("description", Yaml::text(description(objective))),
        ("service", Yaml::text(&objective.slo.service)),
        ("indicator", indicator),
        ("timeWindow", Yaml::List(vec![window(objective.slo.window)])),
        ("budgetingMethod", Yaml::text("Occurrences")),
        ("objectives", Yaml::List(vec![goal])),
    ]);
    let shown = format!("{} {}", objective.slo.id, objective.kind.word());
    kind("SLO", &id, &shown, spec)
}

/// Of the promise, and not of the doc comment, so that an edit of that changes nothing.
fn description(objective: Objective<'_>) -> String {
    match objective.kind {
        Kind::Availability => "Calls that are good, of those that count.".to_owned(),
        Kind::Latency { threshold } => {
            format!("Calls that take less than {threshold}, of those that count.")
        }
    }
}

fn window(window: Window) -> Yaml {
    let calendar = |duration: &str| {
        Yaml::map([
            ("duration", Yaml::text(duration)),
            ("isRolling", Yaml::Plain("false".to_owned())),
            (
                "calendar",
                Yaml::map([("startTime", Yaml::text(CALENDAR)), ("timeZone", Yaml::text("UTC"))]),
            ),
        ])
    };
    match window {
        Window::Rolling { days } => Yaml::map([
            ("duration", Yaml::text(format!("{days}d"))),
            ("isRolling", Yaml::Plain("true".to_owned())),
        ]),
        Window::Day => calendar("1d"),
        Window::Week => calendar("1w"),
        Window::Fortnight => calendar("2w"),
        Window::Month => calendar("1M"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::golden;
    use crate::objective::fixture;

    #[test]
    fn the_file_of_a_shop() {
        golden::same("openslo", &[file(&fixture::program(), &Settings::default())]);
    }
}
