//! Rules of many kinds of objectives, for promtool to judge: `cargo xtask test objectives` says
//! where they go.

use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml as Read};

use super::{Settings, files};
use census::export::prometheus::Names;

use crate::burn::Pace;
use crate::export::{File, grafana, write};
use crate::objective::{Goal, Program, Slo, Window, fixture};
use crate::yaml::Yaml;

/// A folder's name, and what goes there.
fn variants() -> Vec<(&'static str, Vec<File>)> {
    let of = |slos: Vec<Slo>, settings: &Settings| {
        files(&Program { slos, ..Program::default() }, settings)
    };
    let usual = Settings::default();
    let every = |seconds| Pace { scrape_seconds: seconds, export_seconds: seconds };
    let pitfalls = vec![available("checkout", 999_000, 30), available("browse", 800_000, 30)];
    vec![
        ("shop", files(&fixture::program(), &usual)),
        ("pitfalls", of(pitfalls, &usual)),
        (
            "week-as-opencensus",
            of(
                vec![available("pay", 999_900, 7)],
                &Settings { names: Names::OpenCensus, pace: every(15), ..usual.clone() },
            ),
        ),
        (
            "day-and-one-failure",
            of(
                vec![available("pay", 990_000, 1)],
                &Settings { pace: every(5), events_min: Some(1), ..usual.clone() },
            ),
        ),
        (
            "quarter-with-label",
            of(
                vec![available("a.b/c", 999_999, 90)],
                &Settings {
                    labels: vec![("job".to_owned(), "it's \"a\\b\"".to_owned())],
                    lines: true,
                    ..usual.clone()
                },
            ),
        ),
        ("dashboard", vec![asked_by_the_dashboard()]),
        ("fortnight-of-little", of(vec![available("pay", 60_000, 14)], &usual)),
    ]
}

fn available(id: &str, ppm: u32, days: u32) -> Slo {
    Slo {
        id: id.to_owned(),
        window: Window::Rolling { days },
        availability: Some(Goal { ppm }),
        runbook: Some("https://runbooks.example/{{ id }}?a=b&c='d'".to_owned()),
        ..fixture::search()
    }
}

/// What the dashboard asks, as rules: promtool reads nothing else.
fn asked_by_the_dashboard() -> File {
    let rules = grafana::tests::queries().into_iter().enumerate().map(|(at, query)| {
        let name = format!("query{at}");
        Yaml::map([("record", Yaml::text(name)), ("expr", Yaml::text(query))])
    });
    let group =
        Yaml::map([("name", Yaml::text("queries")), ("rules", Yaml::List(rules.collect()))]);
    let text = Yaml::map([("groups", Yaml::List(vec![group]))]).document(&[]);
    File::new("dashboard.rules.yaml", text)
}

#[test]
fn all_variants_are_yaml() {
    for (name, files) in variants() {
        if let Some(folder) = std::env::var_os("CENSUS_RULES_DIR") {
            write(&files, &Path::new(&folder).join(name)).unwrap();
        }
        for file in files {
            let read = Read::load_from_str(&file.text);
            assert!(read.is_ok_and(|read| read.len() == 1), "{name}/{}", file.name);
        }
    }
}
