//! From a measured call to the page that a scraper gets from our own listener.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use census::export::Prometheus;
use census::export::prometheus::{Format, Names, render};
use census::{TagKey, TagValue, declare_measure, declare_slo, declare_view, measured, testing};
use census_tests::alone;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, TagValue)]
enum Method {
    Get,
    Put,
}

const METHOD: TagKey = TagKey::closed::<Method>("method");
const KEY1: TagKey = TagKey::new("tagKey1");
const USER: TagKey = TagKey::new("user");

declare_measure! {
    static ITEMS: i64 = "scraped/items", unit = "1";
    static SHARE: f64 = "scraped/share", unit = "1";
    static CASH: f64 = "scraped/cash", unit = "1";
    static SIZE: i64 = "scraped/size", unit = "1";
}
declare_view! {
    static COUNTED = "scraped/items/counted" { measure: ITEMS, aggregation: count, }
    static SUM = "scraped/items/sum" { measure: ITEMS, aggregation: sum, }
    static LAST = "scraped/share/last" { measure: SHARE, aggregation: last_value, }
    static SPREAD = "scraped/share/spread" {
        measure: SHARE, aggregation: distribution[0.25, 0.5],
    }
    static BY_USER = "scraped/items/by_user" {
        measure: ITEMS, tags: [USER], aggregation: count, rows_max: 2,
    }
    static SIZE_LAST = "my.org/views/video_size" { measure: SIZE, aggregation: last_value, }
    static SIZE_SUM = "ocnodemetrics/sumview1" { measure: SIZE, aggregation: sum, }
    /// A count aggregation example
    static SIZE_COUNT = "ocnodemetrics/countview" {
        measure: SIZE, tags: [KEY1], aggregation: count,
    }
    /// What comes in.
    static REGISTER = "cash/register" {
        measure: CASH, aggregation: distribution[1, 5, 10, 20, 50, 100, 250],
    }
}
declare_slo! {
    slo SCRAPES = "scrapes" { window = 28d; availability >= 99%; latency < 10s for 99%; }
}

#[measured(
    count = "scraped/calls",
    errors = "scraped/failures",
    latency = "scraped/latency",
    in_flight = "scraped/in_flight",
    tags(method = method),
    slo = SCRAPES,
)]
fn serve(method: Method, good: bool) -> Result<(), ()> {
    let _ = method;
    good.then_some(()).ok_or(())
}

#[measured(count = "scraped/never")]
fn never() {}

/// The page, asked for as Prometheus asks.
fn get(address: SocketAddr, accept: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a listener");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let request = format!("GET /metrics HTTP/1.1\r\nHost: census\r\nAccept: {accept}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a listener that reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer and its end");
    let (head, page) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    page.to_owned()
}

/// The value of a series.
fn value<'a>(page: &'a str, series: &str) -> &'a str {
    let found = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{series} is not on the page:\n{page}"))
}

/// Shows a page to the strict readers of `cargo xtask test bodies`, where they want one.
fn keep(name: &str, page: &str) {
    let Some(folder) = std::env::var_os("CENSUS_BODIES_DIR") else { return };
    std::fs::write(Path::new(&folder).join(name), page).expect("a file for a page");
}

#[test]
fn a_call_is_on_the_page_of_the_listener_and_every_series_was_there_before_it() {
    const TEXT: &str = "text/plain;version=0.0.4";
    const OPEN: &str = "application/openmetrics-text;version=1.0.0";
    alone(|| {
        let prometheus = Prometheus::listen("127.0.0.1:0").expect("a free port");
        let address = prometheus.local_addr();
        let census = census::start().export(prometheus).run().expect("it runs");

        let page = get(address, TEXT);
        keep("scraped-before.txt", &page);
        assert_eq!(value(&page, "scraped_never_total"), "0");
        assert_eq!(value(&page, "scraped_calls_total{method=\"get\"}"), "0");
        let good = "census_slo_events_total{slo=\"scrapes-availability\",outcome=\"good\"}";
        assert_eq!(value(&page, good), "0");

        for good in [true, true, false] {
            let _ = serve(Method::Get, good);
        }
        let _ = serve(Method::Put, true);
        never();
        (0..5).for_each(|user| ITEMS.record_with(2, &[(USER, &format!("u{user}"))]));
        [0.1, 0.3, 0.9].into_iter().for_each(|share| SHARE.record(share));

        for (accept, name) in [(TEXT, "scraped.txt"), (OPEN, "scraped.om")] {
            let page = get(address, accept);
            keep(name, &page);
            assert_eq!(page.ends_with("# EOF\n"), accept == OPEN);
            for (series, expected) in [
                ("scraped_never_total", "1"),
                ("scraped_calls_total{method=\"get\"}", "3"),
                ("scraped_calls_total{method=\"put\"}", "1"),
                ("scraped_failures_total{method=\"get\"}", "1"),
                ("scraped_latency_seconds_count{method=\"get\"}", "3"),
                ("scraped_in_flight{method=\"get\"}", "0"),
                ("scraped_items_counted_total", "5"),
                ("scraped_items_by_user_total{user=\"u1\"}", "1"),
                ("scraped_items_by_user_total{user=\"(overflow)\"}", "3"),
                (good, "3"),
            ] {
                assert_eq!(value(&page, series).split(' ').next(), Some(expected), "{series}");
            }
        }
        census.shutdown(PATIENCE);
        assert!(TcpStream::connect(address).is_err(), "somebody listens still");
        TcpListener::bind(address).expect("the port is free again");
    });
}

// OpenCensus' Go exporter, `TestCumulativenessFromHistograms`. Its sum ends in 654.0799999999999,
// one rounding after the other; what is exact and rounded once is 654.08.
#[test]
fn values_make_the_page_of_opencensus_but_for_its_rounding() {
    let scope = testing::scope();
    for value in [0.25, 245.67, 12.0, 1.45, 199.9, 7.69, 187.12] {
        CASH.record(value);
    }
    let snapshot = scope.snapshot().only("cash/");
    let page = render(&snapshot, Format::Text, Names::OpenCensus);
    assert_eq!(
        String::from_utf8(page).expect("text"),
        "# HELP cash_register What comes in.\n\
         # TYPE cash_register histogram\n\
         cash_register_bucket{le=\"1\"} 1\n\
         cash_register_bucket{le=\"5\"} 2\n\
         cash_register_bucket{le=\"10\"} 3\n\
         cash_register_bucket{le=\"20\"} 4\n\
         cash_register_bucket{le=\"50\"} 4\n\
         cash_register_bucket{le=\"100\"} 4\n\
         cash_register_bucket{le=\"250\"} 7\n\
         cash_register_bucket{le=\"+Inf\"} 7\n\
         cash_register_sum 654.08\n\
         cash_register_count 7\n"
    );
}

// OpenCensus' Python exporter, `test_prometheus_stats.py`, and its Node one,
// `test-prometheus-stats.ts`, without namespace and prefix. A sum never falls: it is a counter
// here, where they have an untyped value and a gauge.
#[test]
fn values_make_the_pages_of_python_and_node_but_for_the_type_of_a_sum() {
    let scope = testing::scope();
    for value in [2, 3] {
        SIZE.record_with(value, &[(KEY1, "tagValue1")]);
    }
    let page = |prefix| {
        let snapshot = scope.snapshot().only(prefix);
        String::from_utf8(render(&snapshot, Format::Text, Names::OpenCensus)).expect("text")
    };
    assert_eq!(
        page("ocnodemetrics/"),
        "# HELP ocnodemetrics_countview A count aggregation example\n\
         # TYPE ocnodemetrics_countview counter\n\
         ocnodemetrics_countview{tagKey1=\"tagValue1\"} 2\n\
         # HELP ocnodemetrics_sumview1 View ocnodemetrics/sumview1.\n\
         # TYPE ocnodemetrics_sumview1 counter\n\
         ocnodemetrics_sumview1 5\n"
    );
    SIZE.record(256);
    assert_eq!(
        page("my.org/"),
        "# HELP my_org_views_video_size View my.org/views/video_size.\n\
         # TYPE my_org_views_video_size gauge\n\
         my_org_views_video_size 256\n"
    );
}
