//! Pages as pictures.

use std::time::Duration;

use super::*;
use crate::model::{Bounds, Measure, TagKey, View};
use crate::snapshot::Row;

static ITEMS: Measure<i64> = Measure::new("text/items", "1").describe("Items.");
static SECONDS: Measure<f64> = Measure::new("text/latency", "s").describe("Time.");
const BOUNDS: Aggregation = Aggregation::Distribution(Bounds::new(&[0.5, 1.0]));
const TAGS: &[TagKey] = &[TagKey::new("method"), TagKey::new("http.route")];

fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_700_000_000_007)
}

fn row(tags: &[Option<&str>], data: Data) -> Row {
    let tags = tags.iter().map(|tag| tag.map(Into::into)).collect();
    Row { tags, start: start(), data }
}

fn distribution(sum: impl Into<Number>, buckets: &[u64], at_bound: &[u64]) -> Data {
    Data::Distribution(Distribution {
        sum: sum.into(),
        sum_of_squared_deviation: 0.0,
        bucket_counts: buckets.to_vec(),
        at_bound: at_bound.to_vec(),
        exemplars: Vec::new(),
    })
}

fn page(view: &'static View, rows: Vec<Row>, format: Format, names: Names) -> String {
    let snapshot = Snapshot::new(start(), vec![ViewData::new(view, rows)]);
    String::from_utf8_lossy(&render(&snapshot, format, names)).into_owned()
}

#[test]
fn a_count_is_a_counter() {
    static VIEW: View = View::new("text/paid", &ITEMS, Aggregation::Count);
    let rows = || vec![row(&[], Data::Count(u64::MAX))];
    assert_eq!(
        page(&VIEW, rows(), Format::Text, Names::Convention),
        "# HELP text_paid_total Items.\n\
         # TYPE text_paid_total counter\n\
         text_paid_total 18446744073709551615\n"
    );
    assert_eq!(
        page(&VIEW, rows(), Format::OpenMetrics, Names::Convention),
        "# HELP text_paid Items.\n\
         # TYPE text_paid counter\n\
         text_paid_total 18446744073709551615\n\
         text_paid_created 1700000000.007\n\
         # EOF\n"
    );
}

#[test]
fn opencensus_names_are_the_same_in_both_formats() {
    static VIEW: View = View::new("text/paid", &ITEMS, Aggregation::Sum);
    let rows = || vec![row(&[], Data::Sum(5.into()))];
    assert_eq!(
        page(&VIEW, rows(), Format::Text, Names::OpenCensus),
        "# HELP text_paid Items.\n# TYPE text_paid counter\ntext_paid 5\n"
    );
    assert_eq!(
        page(&VIEW, rows(), Format::OpenMetrics, Names::OpenCensus),
        "# HELP text_paid Items.\n# TYPE text_paid unknown\ntext_paid 5\n# EOF\n"
    );
}

#[test]
fn a_last_value_is_a_gauge_and_may_be_below_zero() {
    static VIEW: View = View::new("text/skew", &SECONDS, Aggregation::LastValue);
    assert_eq!(
        page(
            &VIEW,
            vec![row(&[], Data::LastValue((-0.25).into()))],
            Format::OpenMetrics,
            Names::Convention
        ),
        "# HELP text_skew_seconds Time.\n\
         # TYPE text_skew_seconds gauge\n\
         # UNIT text_skew_seconds seconds\n\
         text_skew_seconds -0.25\n\
         # EOF\n"
    );
}

#[test]
fn a_distribution_is_a_histogram_exact_at_its_bounds() {
    static VIEW: View = View::new("text/took", &SECONDS, BOUNDS).columns(TAGS);
    // 0.25, 0.5, 1, 1 and 7: what equals a bound is at most it.
    let rows = || vec![row(&[Some("get"), None], distribution(9.75, &[1, 1, 3], &[1, 2]))];
    assert_eq!(
        page(&VIEW, rows(), Format::Text, Names::Convention),
        "# HELP text_took_seconds Time.\n\
         # TYPE text_took_seconds histogram\n\
         text_took_seconds_bucket{method=\"get\",http_route=\"\",le=\"0.5\"} 2\n\
         text_took_seconds_bucket{method=\"get\",http_route=\"\",le=\"1.0\"} 4\n\
         text_took_seconds_bucket{method=\"get\",http_route=\"\",le=\"+Inf\"} 5\n\
         text_took_seconds_sum{method=\"get\",http_route=\"\"} 9.75\n\
         text_took_seconds_count{method=\"get\",http_route=\"\"} 5\n"
    );
    assert!(page(&VIEW, rows(), Format::OpenMetrics, Names::Convention).ends_with(
        "_count{method=\"get\",http_route=\"\"} 5\n\
                        text_took_seconds_created{method=\"get\",http_route=\"\"} 1700000000.007\n\
                        # EOF\n"
    ));
}

// OpenCensus' Go exporter, `TestCumulativenessFromHistograms`, with its sum as it is given: what
// our cells make of the values is in `tests/scraped.rs`.
#[test]
fn a_page_of_opencensus_names_is_the_one_opencensus_wrote() {
    const BOUNDS: &[f64] = &[1.0, 5.0, 10.0, 20.0, 50.0, 100.0, 250.0];
    static CASH: Measure<f64> = Measure::new("text/cash", "1").describe("Cash.");
    static VIEW: View =
        View::new("cash/register", &CASH, Aggregation::Distribution(Bounds::new(BOUNDS)));
    let values = [0.25, 245.67, 12.0, 1.45, 199.9, 7.69, 187.12];
    let data = distribution(values.iter().sum::<f64>(), &[1, 1, 1, 1, 0, 0, 3, 0], &[0; 7]);
    assert_eq!(
        page(&VIEW, vec![row(&[], data)], Format::Text, Names::OpenCensus),
        "# HELP cash_register Cash.\n\
         # TYPE cash_register histogram\n\
         cash_register_bucket{le=\"1\"} 1\n\
         cash_register_bucket{le=\"5\"} 2\n\
         cash_register_bucket{le=\"10\"} 3\n\
         cash_register_bucket{le=\"20\"} 4\n\
         cash_register_bucket{le=\"50\"} 4\n\
         cash_register_bucket{le=\"100\"} 4\n\
         cash_register_bucket{le=\"250\"} 7\n\
         cash_register_bucket{le=\"+Inf\"} 7\n\
         cash_register_sum 654.0799999999999\n\
         cash_register_count 7\n"
    );
}

// OpenCensus' Go exporter, `TestConstLabelsAndResource`, without the labels that census has not;
// each of its three views describes itself.
#[test]
fn families_stand_in_the_order_of_their_names() {
    const METHOD: &[TagKey] = &[TagKey::new("method")];
    macro_rules! view {
        ($name:literal) => {{
            static VIEW: View = View::new(concat!("tests/", $name), &ITEMS, Aggregation::Count)
                .columns(METHOD)
                .describe($name);
            ViewData::new(&VIEW, vec![row(&[Some("issue961")], Data::Count(1))])
        }};
    }
    let snapshot = Snapshot::new(start(), vec![view!("foo"), view!("bar"), view!("baz")]);
    assert_eq!(
        String::from_utf8_lossy(&render(&snapshot, Format::Text, Names::OpenCensus)),
        "# HELP tests_bar bar\n# TYPE tests_bar counter\ntests_bar{method=\"issue961\"} 1\n\
         # HELP tests_baz baz\n# TYPE tests_baz counter\ntests_baz{method=\"issue961\"} 1\n\
         # HELP tests_foo foo\n# TYPE tests_foo counter\ntests_foo{method=\"issue961\"} 1\n"
    );
}

// OpenCensus' Node exporter, `test-prometheus-stats.ts`, and its Python one: a sum is a counter,
// where they have a gauge and an untyped value; a view without a record is there.
#[test]
fn a_view_without_rows_is_announced() {
    static NONE: Measure<i64> = Measure::new("text/none", "1");
    static VIEW: View = View::new("text/none", &NONE, Aggregation::Sum);
    assert_eq!(
        page(&VIEW, vec![], Format::Text, Names::Convention),
        "# HELP text_none_total View text/none.\n# TYPE text_none_total counter\n"
    );
}

#[test]
fn odd_characters_are_escaped() {
    static VIEW: View = View::new("text/odd", &ITEMS, Aggregation::Count)
        .columns(TAGS)
        .describe("Say \"no\",\n\\ and \u{e4}.");
    let rows = || vec![row(&[Some("a\"b\\c\nd"), Some("\u{e4}{},=")], Data::Count(1))];
    let text = page(&VIEW, rows(), Format::Text, Names::Convention);
    assert_eq!(
        text,
        "# HELP text_odd_total Say \"no\",\\n\\\\ and \u{e4}.\n\
         # TYPE text_odd_total counter\n\
         text_odd_total{method=\"a\\\"b\\\\c\\nd\",http_route=\"\u{e4}{},=\"} 1\n"
    );
    let metrics = page(&VIEW, rows(), Format::OpenMetrics, Names::Convention);
    assert!(metrics.starts_with("# HELP text_odd Say \\\"no\\\",\\n\\\\ and \u{e4}.\n"));
}

#[test]
fn openmetrics_has_no_sum_that_can_fall() {
    const SIGNED: Aggregation = Aggregation::Distribution(Bounds::new(&[-1.0]));
    static NEGATIVE: View = View::new("text/negative", &SECONDS, SIGNED);
    static BELOW: View = View::new("text/below", &SECONDS, BOUNDS);
    let both = |view: &'static View, data: Data| {
        [Format::Text, Format::OpenMetrics].map(|format| {
            let page = page(view, vec![row(&[], data.clone())], format, Names::Convention);
            (page.contains("_sum "), page.contains("_count "))
        })
    };
    let signed = distribution(3.0, &[1, 1], &[0]);
    assert_eq!(both(&NEGATIVE, signed), [(true, true), (false, false)]);
    let below = distribution(-3.0, &[1, 0, 0], &[0, 0]);
    assert_eq!(both(&BELOW, below), [(true, true), (false, false)]);
    let above = distribution(0.1, &[1, 0, 0], &[0, 0]);
    assert_eq!(both(&BELOW, above), [(true, true), (true, true)]);
}

#[test]
fn a_number_that_is_not_finite_is_never_written() {
    static SUM: View = View::new("text/sum", &SECONDS, Aggregation::Sum);
    static LAST: View = View::new("text/last", &SECONDS, Aggregation::LastValue);
    static TOOK: View = View::new("text/took_long", &SECONDS, BOUNDS);
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for format in [Format::Text, Format::OpenMetrics] {
            let names = Names::Convention;
            let pages = [
                page(&SUM, vec![row(&[], Data::Sum(number.into()))], format, names),
                page(&LAST, vec![row(&[], Data::LastValue(number.into()))], format, names),
                page(&TOOK, vec![row(&[], distribution(number, &[0, 0, 1], &[]))], format, names),
            ]
            .concat();
            let values = pages.lines().filter(|line| !line.starts_with('#'));
            let last = values.filter_map(|line| line.rsplit(' ').next());
            assert!(last.into_iter().all(|value| value.parse().is_ok_and(f64::is_finite)));
        }
    }
}

#[test]
fn a_view_that_collides_breaks_itself_only() {
    static FIRST: View = View::new("text/a-b", &ITEMS, Aggregation::Count);
    static SECOND: View = View::new("text/a_b", &ITEMS, Aggregation::Count);
    let data = |view, count| ViewData::new(view, vec![row(&[], Data::Count(count))]);
    let snapshot = Snapshot::new(start(), vec![data(&FIRST, 1), data(&SECOND, 2)]);
    assert_eq!(
        String::from_utf8_lossy(&render(&snapshot, Format::Text, Names::OpenCensus)),
        "# HELP text_a_b Items.\n# TYPE text_a_b counter\ntext_a_b 1\n"
    );
}
