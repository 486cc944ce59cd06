use super::*;
use crate::objective::{Goal, Slo, Traffic, Window, fixture};

fn explained(slo: Slo) -> String {
    let program = Program { slos: vec![slo], strays: Vec::new() };
    text(&find(&program, "checkout-availability"), Pace::default())
}

#[track_caller]
fn golden(name: &str, text: &str) {
    let path = format!("{}/golden/explain/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("CENSUS_GOLDEN").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}");
}

/// The sentence that begins so.
fn sentence(explained: &str, beginning: &str) -> String {
    let found = explained.lines().find(|line| line.trim_start().starts_with(beginning));
    found.unwrap_or_else(|| panic!("no `{beginning}` in\n{explained}")).trim().to_owned()
}

#[test]
fn an_objective_is_explained_in_sentences() {
    let program = fixture::program();
    let explained = |id| text(&find(&program, id), Pace::default());
    golden("checkout.txt", &explained("checkout"));
    golden("search.txt", &explained("search-availability"));
}

#[test]
fn an_id_is_of_one_objective_or_of_a_declaration() {
    let program = fixture::program();
    let ids = |id| find(&program, id).iter().map(Objective::id).collect::<Vec<_>>();
    assert_eq!(ids("checkout"), ["checkout-availability", "checkout-latency"]);
    assert_eq!(ids("checkout-latency"), ["checkout-latency"]);
    assert_eq!(ids("search-latency"), [""; 0]);
}

#[test]
fn a_goal_that_leaves_much_is_told_by_tickets() {
    let slo = Slo { availability: Some(Goal { ppm: 950_000 }), ..fixture::checkout() };
    let text = explained(slo);
    assert_eq!(
        sentence(&text, "10 % errors"),
        "10 % errors open a ticket for shop-backlog after 36 h."
    );
    assert_eq!(
        sentence(&text, "A total"),
        "A total outage pages oncall-shop after 40 min, plus scrape and evaluation delay."
    );
}

#[test]
fn little_traffic_delays_an_alert_and_that_is_told() {
    let expect = Some(Traffic { count: 12, per_seconds: 3_600 });
    let text = explained(Slo { expect, ..fixture::checkout() });
    assert_eq!(
        sentence(&text, "Below 75 calls per hour"),
        "Below 75 calls per hour a single failure pages, unless the alert waits for more, as the \
         rules for Prometheus do: they wait for 2 bad calls."
    );
    assert_eq!(
        sentence(&text, "At the traffic"),
        "At the traffic that is expected these take 10 min even when all calls are bad."
    );
}

#[test]
fn what_is_unsound_is_explained_too() {
    let goals = [0, 1, 500_000, 999_999, 1_000_000].map(|ppm| Some(Goal { ppm }));
    let windows = [0, 1, 90, u16::MAX.into()].map(|days| Window::Rolling { days });
    let traffics = [(0, 0), (1, 0), (0, 1), (u64::MAX, 1), (1, u64::MAX), (u64::MAX, u64::MAX)];
    for availability in goals {
        for window in windows {
            for (count, per_seconds) in traffics {
                let expect = Some(Traffic { count, per_seconds });
                let slo = Slo { availability, window, expect, ..fixture::checkout() };
                assert!(explained(slo).starts_with("checkout-availability: "));
            }
        }
    }
}
