//! The dashboard of a shop, and what holds for every one.

use super::*;
use crate::export::golden;
use crate::objective::fixture;

fn dashboard() -> Value {
    let file = file(&fixture::program(), Settings::default()).unwrap();
    serde_json::from_str(&file.text).unwrap()
}

/// All that is asked, with something chosen: for promtool to read.
pub(crate) fn queries() -> Vec<String> {
    let dashboard = dashboard();
    let mut queries = Vec::new();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    let annotations = dashboard["annotations"]["list"].as_array().unwrap().iter();
    for asked in targets.chain(annotations) {
        let query = asked["expr"].as_str().unwrap();
        let chosen = [
            ("${__to:date:M}", "11"),
            ("$__rate_interval", "5m"),
            ("$__range", "7d"),
            ("$service", "shop"),
            ("$slo", "checkout-latency"),
            ("$window", "1h"),
        ];
        let query =
            chosen.iter().fold(query.to_owned(), |query, (name, value)| query.replace(name, value));
        assert!(!query.contains('$'), "{query}");
        queries.push(query);
    }
    queries
}

#[test]
fn the_dashboard_of_a_shop() {
    let file = file(&fixture::program(), Settings::default()).unwrap();
    golden::same("grafana", &[file]);
}

#[test]
fn no_panel_stands_on_another() {
    let dashboard = dashboard();
    let mut taken = std::collections::BTreeSet::new();
    let mut ids = std::collections::BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()));
        let at = |field: &str| panel["gridPos"][field].as_u64().unwrap();
        assert!(at("x") + at("w") <= 24);
        for x in at("x")..at("x") + at("w") {
            for y in at("y")..at("y") + at("h") {
                assert!(taken.insert((x, y)), "{} stands on another", panel["title"]);
            }
        }
    }
}

#[test]
fn every_query_asks_the_data_source_that_is_chosen() {
    let dashboard = dashboard();
    assert_eq!(queries().len(), 24);
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            assert_eq!(target["datasource"]["uid"], "${datasource}");
        }
    }
}
