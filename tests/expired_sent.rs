//! Rows that went and came back, as backends see them: one series after the other, each with a
//! start of its own.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use census::export::otlp::Temporality;
use census::export::prometheus::{Format, Names, render};
use census::export::{CloudMonitoring, Credentials, Exporter, Otlp};
use census::{Snapshot, TagKey, declare_measure, declare_view};
use census_tests::alone;
use census_tests::backend::{Backend, Reply, Request};
use census_tests::otlp::metrics;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use serde_json::Value as Json;

const USER: TagKey = TagKey::new("user");

declare_measure! {
    static CALLS: i64 = "expired/calls", unit = "1";
}
declare_view! {
    static COUNT = "expired/count" {
        measure: CALLS, tags: [USER], aggregation: count, rows_expire_after: 0s,
    }
    static DEPTH = "expired/depth" {
        measure: CALLS, tags: [USER], aggregation: last_value, rows_expire_after: 0s,
    }
    static SPREAD = "expired/spread" {
        measure: CALLS, tags: [USER], aggregation: distribution[5], rows_expire_after: 0s,
    }
}

/// Five calls, none, and two.
fn snapshots() -> [Snapshot; 3] {
    let after = |calls: i64| {
        (0..calls).for_each(|_| CALLS.record_with(calls, &[(USER, "ann")]));
        census::snapshot().only("expired/")
    };
    [5, 0, 2].map(after)
}

/// A point: its metric, its start, its time, and its count or its value.
type Point = (String, SystemTime, SystemTime, u64);

fn points(request: &Request) -> Vec<Point> {
    let at = |nanoseconds| UNIX_EPOCH + Duration::from_nanos(nanoseconds);
    let mut points = Vec::new();
    for metric in metrics(request) {
        let mut add = |start, time, count| {
            points.push((metric.name.clone(), at(start), at(time), count));
        };
        let numbers = match metric.data {
            Some(Data::Sum(sum)) => sum.data_points,
            Some(Data::Gauge(gauge)) => gauge.data_points,
            Some(Data::Histogram(histogram)) => {
                for point in histogram.data_points {
                    add(point.start_time_unix_nano, point.time_unix_nano, point.count);
                }
                continue;
            }
            other => panic!("{other:?}"),
        };
        for point in numbers {
            let Some(Value::AsInt(value)) = point.value else { panic!("{point:?}") };
            add(point.start_time_unix_nano, point.time_unix_nano, value as u64);
        }
    }
    points
}

#[test]
fn otlp_sends_a_series_that_ends_and_one_that_begins() {
    alone(|| {
        let snapshots = snapshots();
        for temporality in [Temporality::Cumulative, Temporality::Delta] {
            let backend = Backend::start(|_| Reply::of(200));
            let mut otlp = Otlp::new(backend.url()).temporality(temporality);
            for snapshot in &snapshots {
                let deadline = Instant::now() + Duration::from_secs(60);
                otlp.export(snapshot, deadline).expect("an export");
            }
            let sent: Vec<Point> = backend.requests().iter().flat_map(points).collect();
            for (name, expected) in
                [("expired/count", [5, 2]), ("expired/depth", [5, 2]), ("expired/spread", [5, 2])]
            {
                let points: Vec<&Point> = sent.iter().filter(|point| point.0 == name).collect();
                let counts: Vec<u64> = points.iter().map(|point| point.3).collect();
                assert_eq!(counts, expected, "{name} {temporality:?}");
                let [first, second] = points[..] else { panic!("{sent:?}") };
                assert_eq!((first.2, second.2), (snapshots[0].time(), snapshots[2].time()));
                if name != "expired/depth" {
                    assert!(first.1 < first.2 && first.2 <= second.1 && second.1 < second.2);
                }
            }
        }
    });
}

#[test]
fn cloud_monitoring_gets_a_new_start_after_the_last_point_of_what_went() {
    alone(|| {
        let backend = Backend::start(|_| Reply::json(200, "{}"));
        let mut exporter = CloudMonitoring::new("demo")
            .endpoint(backend.url())
            .credentials(Credentials::none())
            .sampling_period(Duration::ZERO);
        let snapshots = snapshots();
        for snapshot in &snapshots {
            let deadline = Instant::now() + Duration::from_secs(60);
            exporter.export(snapshot, deadline).expect("an export");
        }
        let requests = backend.requests();
        let sent: Vec<Json> = requests
            .iter()
            .filter(|request| request.path.ends_with("timeSeries"))
            .flat_map(|request| {
                let body: Json = serde_json::from_slice(&request.body).expect("JSON");
                body["timeSeries"].as_array().cloned().unwrap_or_default()
            })
            .collect();
        for (name, kind) in [("count", "int64Value"), ("depth", "int64Value"), ("spread", "count")]
        {
            let of = format!("custom.googleapis.com/opencensus/expired/{name}");
            let points = sent.iter().filter(|series| series["metric"]["type"] == of.as_str());
            let points: Vec<&Json> = points.map(|series| &series["points"][0]).collect();
            let [first, second] = points[..] else { panic!("{name}: {sent:?}") };
            let count = |point: &Json| {
                let value = &point["value"];
                let value = if kind == "count" { &value["distributionValue"] } else { value };
                value[kind].as_str().map(str::to_owned)
            };
            assert_eq!([first, second].map(count), [Some("5".into()), Some("2".into())], "{name}");
            let time = |point: &Json, key| {
                let text = point["interval"][key].as_str()?;
                Some(humantime::parse_rfc3339(text).expect("a time"))
            };
            assert!(time(first, "endTime") < time(second, "endTime"), "{name}");
            if name == "depth" {
                assert_eq!(time(second, "startTime"), None, "a gauge has no start");
                continue;
            }
            // A start within what was sent, or the same start and less, the server refuses.
            assert!(time(first, "startTime") < time(first, "endTime"), "{first} {second}");
            assert!(time(first, "endTime") <= time(second, "startTime"), "{first} {second}");
            assert!(time(second, "startTime") < time(second, "endTime"), "{first} {second}");
        }
    });
}

#[test]
fn a_scraper_finds_no_series_and_then_one_that_began_later() {
    alone(|| {
        let pages = snapshots().map(|snapshot| {
            let page = render(&snapshot, Format::OpenMetrics, Names::Convention);
            String::from_utf8(page).expect("text")
        });
        let value = |page: &str, name: &str| -> Option<f64> {
            let series = format!("{name}{{user=\"ann\"}} ");
            page.lines().find_map(|line| line.strip_prefix(&series)?.parse().ok())
        };
        for (name, expected) in [
            ("expired_count_total", [Some(5.0), None, Some(2.0)]),
            ("expired_depth", [Some(5.0), None, Some(2.0)]),
            ("expired_spread_count", [Some(5.0), None, Some(2.0)]),
        ] {
            assert_eq!([0, 1, 2].map(|at| value(&pages[at], name)), expected, "{name}");
        }
        for name in ["expired_count_created", "expired_spread_created"] {
            let [first, none, second] = [0, 1, 2].map(|at| value(&pages[at], name));
            assert!(none.is_none() && first < second, "{first:?} {second:?}");
        }
    });
}
