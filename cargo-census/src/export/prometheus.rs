//! Rules for Prometheus: what is recorded, what is alerted on, and the tests of both.

mod alerts;
mod guarded;
pub(super) mod promql;
mod recordings;
mod tests_of_rules;
#[cfg(test)]
mod variants;

use census::export::prometheus::Names;

use crate::burn::Pace;
use crate::objective::Program;
use crate::yaml::Yaml;

use super::File;
use super::files::file_name;
pub(super) use promql::quoted;

use guarded::Guarded;

/// The first line of the rules.
const MADE: &str = "Made by `cargo census export prometheus`; make it again instead of editing it.";

/// What a program does not say of itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What its exporter calls views.
    pub names: Names,
    /// How often it is scraped, or sends.
    pub pace: Pace,
    /// The bad calls that an alert waits for; by what traffic is expected if it is not said.
    pub events_min: Option<u64>,
    /// Labels that its series have from elsewhere, such as `job` and `shop`.
    pub labels: Vec<(String, String)>,
    /// Whether functions are told with their lines: these move with every edit above them.
    pub lines: bool,
}

/// For each declaration its rules, and their tests for `promtool test rules`.
pub fn files(program: &Program, settings: &Settings) -> Vec<File> {
    let files = program.slos.iter().flat_map(|slo| {
        let guarded: Vec<Guarded<'_>> =
            slo.objectives().map(|objective| Guarded::new(objective, settings)).collect();
        let name = file_name(&format!("{}-{}", slo.service, slo.id));
        let (rules_name, tests_name) =
            (format!("{name}.rules.yaml"), format!("{name}.rules.test.yaml"));
        let tests = tests_of_rules::document(&guarded, &rules_name);
        [File::new(rules_name, rules(&guarded)), File::new(tests_name, tests)]
    });
    files.collect()
}

fn rules(guarded: &[Guarded<'_>]) -> String {
    let remarks = guarded.iter().flat_map(|one| {
        let remarks = one.plan.remarks.iter();
        remarks.map(|remark| format!("{}: {remark}", one.objective.id()))
    });
    let comments: Vec<String> = [MADE.to_owned()].into_iter().chain(remarks).collect();
    let groups = guarded
        .iter()
        .flat_map(|one| [recordings::shares(one), recordings::meta(one), alerts::group(one)]);
    let comments: Vec<&str> = comments.iter().map(String::as_str).collect();
    Yaml::map([("groups", Yaml::List(groups.collect()))]).document(&comments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::golden;
    use crate::objective::fixture;

    #[test]
    fn the_rules_of_a_shop() {
        golden::same("prometheus", &files(&fixture::program(), &Settings::default()));
    }
}
