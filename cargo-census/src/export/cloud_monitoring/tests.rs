//! The bodies of a shop, and what Cloud Monitoring would refuse.

use census::TimeUnit;

use super::*;
use crate::export::golden;
use crate::objective::{Goal, Span, Unit, Window, fixture};

fn settings() -> Settings {
    Settings {
        exporter: CloudMonitoring::new("my-project"),
        project: "my-project".to_owned(),
        resource_type: "generic_task".to_owned(),
        pace: Pace::default(),
        events_min: None,
        page_channels: vec!["projects/my-project/notificationChannels/1".to_owned()],
        ticket_channels: Vec::new(),
        cut: false,
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
    let cut = Settings { cut: true, ..settings() };
    let cut = files(&cuttable(), &cut).unwrap();
    let latency = cut.iter().filter(|file| file.name.contains("latency.json"));
    golden::same("cloud-monitoring-cut", &latency.cloned().collect::<Vec<_>>());
}

#[test]
fn a_cut_is_in_the_unit_of_the_view() {
    let mut program = cuttable();
    for (unit, max) in
        [(TimeUnit::Milliseconds, "250"), (TimeUnit::Minutes, "0.004166666666666667")]
    {
        program.slos[0].sites[0].latency = Some(format!("shop/latency_in_{}", unit.code()));
        program.slos[0].sites[0].unit = Some(Unit(unit));
        let cut = files(&program, &Settings { cut: true, ..settings() }).unwrap();
        let objective = cut.iter().find(|file| file.name == "objectives/checkout-latency.json");
        let text = &objective.unwrap().text;
        assert!(text.contains(&format!("\"max\": {max},\n")), "{text}");
    }
}

// A day is all that a burn rate may be asked over, and `d` is no unit there.
#[test]
fn no_burn_rate_is_asked_over_more_than_a_day() {
    let mut program = fixture::program();
    for window in (1..=30).map(|days| Window::Rolling { days }).chain([Window::Month]) {
        program.slos[0].window = window;
        let files = files(&program, &settings()).unwrap();
        let text: String = files.iter().map(|file| file.text.as_str()).collect();
        let asked = text.split("select_slo_burn_rate(").skip(1);
        let over = asked.map(|rest| rest.split(')').next().unwrap().rsplit(", ").next().unwrap());
        let over: Vec<u64> = over
            .map(|over| over.trim_matches(['\\', '"']).strip_suffix('s').unwrap())
            .map(|seconds| seconds.parse().unwrap())
            .collect();
        assert!(!over.is_empty() && over.iter().all(|over| *over <= 86_400), "{window}: {over:?}");
    }
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
    let cut = Settings { cut: true, ..settings() };
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
    let mut program = cuttable();
    program.slos[0].sites.push(fixture::site("checkout", 9));
    program.slos[0].sites[1].unit = Some(Unit(TimeUnit::Milliseconds));
    assert_eq!(
        refused(&program, &cut),
        "`checkout-latency`: `shop/checkout/latency` is in `s` in `shop::pay::checkout` and in \
         `ms` in `shop::pay::checkout`; give both one unit, or leave out `--latency-cut`"
    );
    let exporter = CloudMonitoring::new("my-project").domain("nowhere");
    let error = refused(&fixture::program(), &Settings { exporter, ..settings() });
    assert!(error.contains("`nowhere` is no domain of metrics"), "{error}");
}
