//! The bodies of a shop, and what Cloud Monitoring would refuse.

use super::*;
use crate::export::golden;
use crate::objective::{Goal, Span, Window, fixture};

fn settings() -> Settings {
    Settings {
        exporter: CloudMonitoring::new("my-project"),
        project: "my-project".to_owned(),
        resource_type: "generic_task".to_owned(),
        pace: Pace::default(),
        events_min: None,
        page_channels: vec!["projects/my-project/notificationChannels/1".to_owned()],
        ticket_channels: Vec::new(),
        cut_unit_ns: None,
    }
}

/// The shop with one function, whose latency can be cut.
fn cuttable() -> Program {
    let mut program = fixture::program();
    program.slos[0].sites.truncate(1);
    program
}

#[test]
fn the_bodies_of_a_shop() {
    golden::same("cloud-monitoring", &files(&fixture::program(), &settings()).unwrap());
    let cut = Settings { cut_unit_ns: Some(1_000_000_000), ..settings() };
    let cut = files(&cuttable(), &cut).unwrap();
    let latency = cut.iter().filter(|file| file.name.contains("latency.json"));
    golden::same("cloud-monitoring-cut", &latency.cloned().collect::<Vec<_>>());
}

#[test]
fn what_would_be_refused_is_told_with_the_way_out() {
    let refused = |program: &Program, settings: &Settings| files(program, settings).unwrap_err();
    let mut program = fixture::program();
    program.slos[0].window = Window::Rolling { days: 90 };
    assert_eq!(
        refused(&program, &settings()),
        "`checkout-availability` is over 90 days, and Cloud Monitoring counts over 1 to 30; \
         shorten the window, or export it to Prometheus"
    );
    let mut program = fixture::program();
    program.slos[0].availability = Some(Goal { ppm: 999_990 });
    assert_eq!(
        refused(&program, &settings()),
        "`checkout-availability` promises 99.999%, and Cloud Monitoring takes 99.99% at most; \
         lower the goal, or export it to Prometheus"
    );
    let cut = Settings { cut_unit_ns: Some(1_000_000), ..settings() };
    assert_eq!(
        refused(&fixture::program(), &cut),
        "`checkout-latency` has not one latency view, which is all that Cloud Monitoring cuts; \
         leave out `--latency-cut`, and what was counted is taken"
    );
    let mut program = cuttable();
    program.slos[0].sites[0].bounds = [100, 200, 300].map(Span::from_ms).to_vec();
    assert_eq!(
        refused(&program, &cut),
        "`checkout-latency`: 250ms is no bound of `shop/checkout/latency` (shop::pay::checkout), \
         so its calls below that would be guessed; the nearest are 200ms and 300ms; add it to \
         `buckets`, or leave out `--latency-cut`"
    );
    let exporter = CloudMonitoring::new("my-project").domain("nowhere");
    let error = refused(&fixture::program(), &Settings { exporter, ..settings() });
    assert!(error.contains("`nowhere` is no domain of metrics"), "{error}");
}
