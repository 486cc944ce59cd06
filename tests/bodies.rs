//! Every kind of body that the renderer can make, for promtool and the strict OpenMetrics parser.
//!
//! With `CENSUS_BODIES_DIR` set, the bodies are written there, `*.txt` for `promtool check
//! metrics` and `*.om` for the parser. Those whose names begin with `plain` follow every
//! convention; in the others promtool finds fault with style (and exits with 3), and with nothing
//! else.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use census::export::prometheus::{Format, Names, render};
use census::{
    Aggregation, Bounds, Data, Distribution, Exemplar, Measure, Number, Row, Snapshot, TagKey,
    View, ViewData,
};

static ITEMS: Measure<i64> = Measure::new("shop/items", "1").describe("Items that were paid.");
static BYTES: Measure<i64> = Measure::new("shop/sent", "By").describe("Bytes sent, \"raw\".");
static EUROS: Measure<f64> = Measure::new("shop/value", "EUR").describe("What carts are worth.");
static SHARE: Measure<f64> = Measure::new("shop/used", "1").describe("Share of the pool in use.");
static SECONDS: Measure<f64> = Measure::new("shop/latency", "s").describe("Time of an answer.");
static SKEW: Measure<f64> = Measure::new("shop/skew", "ms").describe("Clock\nskew \\ drift.");
static SILENT: Measure<i64> = Measure::new("shop/silent", "{request}/s");

const LADDER: Aggregation = Aggregation::Distribution(Bounds::new(&[0.00001, 0.005, 1.0, 1e6]));
const SIGNED: Aggregation = Aggregation::Distribution(Bounds::new(&[-2.5, 0.0, 2.5]));
const ONE_BUCKET: Aggregation = Aggregation::Distribution(Bounds::new(&[]));
const PLAIN: &[TagKey] = &[TagKey::new("method"), TagKey::new("region")];
const ODD: &[TagKey] = &[TagKey::new("http.route"), TagKey::new("9 lives"), TagKey::new("__x{}")];

fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_700_000_000_007)
}

fn row(tags: &[Option<&str>], data: Data) -> Row {
    Row { tags: tags.iter().map(|tag| tag.map(Arc::from)).collect(), start: start(), data }
}

/// A distribution with an exemplar for each value.
fn exemplary(sum: f64, buckets: &[u64], text: &str, values: &[f64]) -> Data {
    let Data::Distribution(data) = distribution(sum, buckets) else { panic!("a distribution") };
    let exemplar = |value: &f64| {
        Exemplar::new(*value, start())
            .with("trace_id", "0af7651916cd43dd8448eb211c80319c")
            .with("span_id", "b7ad6b7169203331")
            .with("tag:http.route", text)
            .with("tag:__x{}", "")
            .with("9 lives", "x".repeat(200))
    };
    let exemplars = values.iter().map(exemplar).collect();
    Data::Distribution(Distribution { exemplars, ..data })
}

fn distribution(sum: impl Into<Number>, buckets: &[u64]) -> Data {
    Data::Distribution(Distribution {
        sum: sum.into(),
        sum_of_squared_deviation: 0.0,
        bucket_counts: buckets.to_vec(),
        at_bound: buckets[1..].iter().map(|count| count / 2).collect(),
        exemplars: Vec::new(),
    })
}

/// A view and its rows; a static for each call.
macro_rules! view {
    (
        $name:literal, $measure:expr, $aggregation:expr, $tags:expr,
        [$(($($tag:expr),*) => $data:expr),*]
    ) => {{
        static VIEW: View = View::new($name, &$measure, $aggregation).columns($tags);
        ViewData::new(&VIEW, vec![$(row(&[$($tag),*], $data)),*])
    }};
}

fn plain() -> Snapshot {
    Snapshot::new(
        start(),
        vec![
            view!("shop/requests", ITEMS, Aggregation::Count, &[], [() => Data::Count(12)]),
            view!("shop/failures", ITEMS, Aggregation::Count, PLAIN, [
                (Some("get"), Some("eu")) => Data::Count(0),
                (Some("get"), None) => Data::Count(u64::MAX),
                (Some(""), Some("us")) => Data::Count(1),
                (None, Some("us")) => Data::Count(2)
            ]),
            view!("shop/sent", BYTES, Aggregation::Sum, &[], [() => Data::Sum(i64::MAX.into())]),
            view!("shop/value", EUROS, Aggregation::Sum, &[], [() => Data::Sum(0.1.into())]),
            view!("shop/in_flight", ITEMS, Aggregation::LastValue, &[], [
                () => Data::LastValue(i64::MIN.into())
            ]),
            view!("shop/used", SHARE, Aggregation::LastValue, &[], [
                () => Data::LastValue(0.25.into())
            ]),
            view!("shop/latency", SECONDS, LADDER, PLAIN, [
                (Some("get"), None) => distribution(654.0799999999999, &[0, 1, 2, 3, 4]),
                (None, None) => distribution(0.0, &[0, 0, 0, 0, 0])
            ]),
            view!("shop/traced", SECONDS, LADDER, PLAIN, [
                (Some("get"), None) => {
                    exemplary(654.0799999999999, &[0, 1, 2, 3, 4], "/", &[0.004, 1.0, 2.0, 2e6])
                }
            ]),
            view!("shop/size", BYTES, ONE_BUCKET, &[], [() => distribution(7, &[2])]),
            view!("shop/quiet", SECONDS, LADDER, PLAIN, []),
            view!("shop/never", ITEMS, Aggregation::Count, PLAIN, []),
        ],
    )
}

fn odd() -> Snapshot {
    let odd = "\"} 1 # {x=\"y\"} \\n\n\\ \u{e4}\u{1f980},=\t\r\0\u{1b}\u{7f}\u{85}\u{2028}";
    Snapshot::new(
        start(),
        vec![
            view!("shop.odd-Name/a__b", ITEMS, Aggregation::Count, ODD, [
                (Some(odd), Some(""), None) => Data::Count(1),
                (None, Some("\\"), Some("\"")) => Data::Count(2)
            ]),
            view!("shop/odd.latency_s", SECONDS, LADDER, ODD, [
                (Some(odd), Some("{"), Some("}")) => distribution(1e300, &[1, 1, 1, 1, 1]),
                (Some("#"), Some(" # "), Some(" ")) => distribution(5e-324, &[1, 0, 0, 0, 0])
            ]),
            view!("shop/odd_traced", SKEW, SIGNED, ODD, [
                (Some(odd), None, None) => exemplary(-7.5, &[1, 2, 3, 4], odd, &[-3.0, -1e-9, 2.5])
            ]),
            view!("shop/skew", SKEW, SIGNED, &[], [() => distribution(-7.5, &[1, 2, 3, 4])]),
            view!("shop/below", SECONDS, LADDER, PLAIN, [
                (Some("a"), None) => distribution(-1.5, &[2, 0, 0, 0, 0]),
                (Some("b"), None) => distribution(1.5, &[2, 0, 0, 0, 0])
            ]),
            view!("shop/gauge", SKEW, Aggregation::LastValue, &[], [
                () => Data::LastValue((-1e-7).into())
            ]),
            view!("shop/silent", SILENT, Aggregation::Count, &[], [() => Data::Count(0)]),
            view!("shop/requests_total", ITEMS, Aggregation::Count, &[], [() => Data::Count(1)]),
            view!("shop/in_ms", SKEW, Aggregation::Sum, &[], [() => Data::Sum(1e16.into())]),
        ],
    )
}

/// The name of a body's file, and the body.
fn bodies() -> Vec<(String, String)> {
    let empty = Snapshot::new(start(), vec![]);
    let snapshots = [("plain", plain()), ("odd", odd()), ("empty", empty)];
    let names = [("convention", Names::Convention), ("opencensus", Names::OpenCensus)];
    let formats = [("txt", Format::Text), ("om", Format::OpenMetrics)];
    let mut bodies = Vec::new();
    for (kind, snapshot) in &snapshots {
        for (style, names) in names {
            // Names without suffixes break conventions, whatever they are names of.
            let kind = if style == "opencensus" && *kind == "plain" { "common" } else { kind };
            for (extension, format) in formats {
                let body = String::from_utf8(render(snapshot, format, names));
                let file = format!("{kind}-{style}.{extension}");
                bodies.push((file, body.expect("a page is UTF-8")));
            }
        }
    }
    bodies
}

#[test]
fn every_body_is_written_where_the_counterparts_look() {
    let Some(folder) = std::env::var_os("CENSUS_BODIES_DIR") else { return };
    std::fs::create_dir_all(&folder).expect("a folder for the bodies");
    for (file, body) in bodies() {
        std::fs::write(Path::new(&folder).join(file), body).expect("a file for a body");
    }
}

#[test]
fn openmetrics_ends_in_eof_and_text_knows_no_such_line() {
    for (file, body) in bodies() {
        let ends = body.lines().filter(|line| *line == "# EOF").count();
        assert_eq!(ends, usize::from(file.ends_with(".om")), "in {file}");
        assert_eq!(body.ends_with("# EOF\n"), file.ends_with(".om"), "in {file}");
        assert!(!body.contains("\n\n"), "an empty line in {file}");
    }
}

#[test]
fn a_family_is_announced_once_and_its_samples_follow() {
    for (file, body) in bodies() {
        let mut announced = Vec::new();
        let mut samples = Vec::new();
        let mut exemplars = 0;
        for line in body.lines().filter(|line| *line != "# EOF") {
            if let Some(about) = line.strip_prefix("# TYPE ") {
                let name = about.split(' ').next().unwrap_or_default();
                assert!(!announced.contains(&name), "{name} twice in {file}");
                announced.push(name);
            } else if !line.starts_with('#') {
                let family = announced.last().copied().unwrap_or_default();
                assert!(line.starts_with(family), "`{line}` under {family} in {file}");
                let (sample, exemplar) = line.split_once(" # {trace_id=").unwrap_or((line, ""));
                exemplars += usize::from(!exemplar.is_empty());
                let (series, value) = sample.rsplit_once(' ').expect("a value");
                assert!(value.parse().is_ok_and(f64::is_finite), "`{line}` in {file}");
                assert!(!samples.contains(&series), "`{series}` twice in {file}");
                samples.push(series);
            }
        }
        let expected = match file.as_str() {
            text if text.ends_with(".txt") => 0,
            plain if plain.starts_with("plain") || plain.starts_with("common") => 4,
            odd if odd.starts_with("odd") => 3,
            _ => 0,
        };
        assert_eq!(exemplars, expected, "in {file}");
    }
}
