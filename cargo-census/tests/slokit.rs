//! Another tool reads what is written for Sloth and as OpenSLO, and finds in it what was declared.

use std::fs;
use std::path::Path;

use slokit::Window;
use slokit::spec::{LintLevel, Spec, openslo};

/// What is promised of the shop in `objective/fixture.rs`, by ids.
const PROMISED: [(&str, f64); 3] =
    [("checkout-availability", 99.9), ("checkout-latency", 99.0), ("search-availability", 99.5)];

fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    fs::read_to_string(folder.join(name)).expect("a golden file")
}

fn promised(spec: &Spec) -> Vec<(&str, f64)> {
    spec.slos.iter().map(|slo| (slo.name.as_str(), slo.objective)).collect()
}

#[test]
fn a_file_for_sloth_is_sound_and_says_what_was_declared() {
    let spec = Spec::from_yaml(&golden("sloth/shop.sloth.yaml")).expect("a file of Sloth's form");
    spec.validate().expect("a sound one");
    assert_eq!((spec.service.as_str(), promised(&spec)), ("shop", PROMISED.to_vec()));
    // What it would only like to have is a description, which would change with each comment.
    let lints = spec.lint().into_iter().filter(|lint| lint.level == LintLevel::Warning);
    assert_eq!(lints.collect::<Vec<_>>(), []);
    let bad = spec.slos[0].to_sli().expect("its queries").error_ratio_expr(Window::minutes(5));
    let series = "census_slo_events_total{slo=\"checkout-availability\",outcome=\"bad\"}[5m]";
    assert!(bad.contains(series), "{bad}");
}

#[test]
fn a_file_of_openslo_is_sound_and_says_what_was_declared() {
    // This reader knows no windows of the calendar; and it wants as rates what the format has as
    // counters.
    let text = golden("openslo/openslo.yaml");
    let rolling = |document: &&str| !document.contains("calendar:");
    let text = text.split("---\n").filter(rolling).collect::<Vec<_>>().join("---\n");
    let lines = text.lines().map(|line| match line.split_once("query: ") {
        Some((before, query)) => format!("{before}query: sum(rate({query}[5m]))\n"),
        None => format!("{line}\n"),
    });
    let text: String = lines.collect();
    assert!(openslo::is_openslo(&text));
    let import = openslo::from_yaml(&text).expect("a file of OpenSLO");
    let all: Vec<_> = import.specs.iter().flat_map(promised).collect();
    assert_eq!(all, PROMISED[..2]);
    for spec in &import.specs {
        spec.validate().expect("a sound one");
        assert_eq!(spec.service, "shop");
    }
    // What it says beside is of itself: names to display, the rates, and `Service`.
    let own = ["displayName does not map", "rewrote fixed range", "derived the error", "'Service'"];
    let notes = import.notes.iter().map(ToString::to_string);
    let notes: Vec<_> = notes.filter(|note| !own.iter().any(|own| note.contains(own))).collect();
    assert_eq!(notes, [""; 0]);
}
