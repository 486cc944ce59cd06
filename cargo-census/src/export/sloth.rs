//! Files for Sloth, which makes rules for Prometheus out of them: a service each.

use std::collections::BTreeMap;

use crate::burn::Severity;
use crate::objective::{Class, Objective, Program};
use crate::yaml::Yaml;

use super::File;
use super::files::file_name;
use super::prometheus::Settings;
use super::prometheus::promql::Calls;

const COMMENTS: [&str; 2] = [
    "Made by `cargo census export sloth`; make it again instead of editing it.",
    "Sloth takes its window as an argument; `cargo census explain` has each goal's own.",
];

/// A file for each service, `shop.sloth.yaml`.
pub fn files(program: &Program, settings: &Settings) -> Vec<File> {
    let mut services: BTreeMap<&str, Vec<Yaml>> = BTreeMap::new();
    for objective in program.objectives() {
        services.entry(&objective.slo.service).or_default().push(slo(objective, settings));
    }
    let files = services.into_iter().map(|(service, slos)| {
        let document = Yaml::map([
            ("version", Yaml::text("prometheus/v1")),
            ("service", Yaml::text(service)),
            ("slos", Yaml::List(slos)),
        ]);
        File::new(format!("{}.sloth.yaml", file_name(service)), document.document(&COMMENTS))
    });
    files.collect()
}

fn slo(objective: Objective<'_>, settings: &Settings) -> Yaml {
    let id = objective.id();
    let calls = Calls::of(&id, settings.names, &settings.labels);
    // Sloth puts each of its windows in here.
    let rate = |series: String| Yaml::text(format!("sum(rate({series}[{{{{.window}}}}]))"));
    let events = Yaml::map([
        ("error_query", rate(calls.of_class(Class::Bad))),
        ("total_query", rate(calls.that_count())),
    ]);
    let labels = objective.slo.owner.iter().map(|owner| ("owner", Yaml::text(owner)));
    let mut pairs =
        vec![("name", Yaml::text(&id)), ("objective", Yaml::number(objective.goal.percent()))];
    let labels: Vec<_> = labels.collect();
    if !labels.is_empty() {
        pairs.push(("labels", Yaml::map(labels)));
    }
    pairs.push(("sli", Yaml::map([("events", events)])));
    pairs.push(("alerting", alerting(objective, &id)));
    Yaml::map(pairs)
}

fn alerting(objective: Objective<'_>, id: &str) -> Yaml {
    let slo = objective.slo;
    let mut pairs = vec![("name", Yaml::text(format!("{id}-budget-burn")))];
    if let Some(runbook) = &slo.runbook {
        pairs.push(("annotations", Yaml::map([("runbook_url", Yaml::text(runbook))])));
    }
    let alerts = [
        ("page_alert", Severity::Page, &slo.page),
        ("ticket_alert", Severity::Ticket, &slo.ticket),
    ];
    for (alert, severity, whom) in alerts {
        // An alert without a label of its own is one that nobody's route matches.
        let team = whom.iter().map(|whom| ("team", Yaml::text(whom)));
        let labels = [("severity", Yaml::text(severity.word()))].into_iter().chain(team);
        pairs.push((alert, Yaml::map([("labels", Yaml::map(labels))])));
    }
    Yaml::map(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::golden;
    use crate::objective::fixture;

    #[test]
    fn the_file_of_a_shop() {
        golden::same("sloth", &files(&fixture::program(), &Settings::default()));
    }

    #[test]
    fn each_service_has_a_file() {
        let mut program = fixture::program();
        program.slos[1].service = "find/er".to_owned();
        let files = files(&program, &Settings::default());
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names.len(), 2);
        assert!(names.iter().all(|name| !name.contains('/')), "{names:?}");
    }
}
