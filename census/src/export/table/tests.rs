//! Tables as pictures.

use super::*;
use crate::model::{Aggregation, Bounds, Measure, TagKey, View};
use crate::snapshot::Distribution;

static CALLS: Measure<i64> = Measure::new("table/calls", "1");
static SECONDS: Measure<f64> = Measure::new("table/latency", "s");
static EUROS: Measure<f64> = Measure::new("table/value", "EUR");
const REGION: &[TagKey] = &[TagKey::new("region")];
const LADDER: Aggregation = Aggregation::Distribution(Bounds::new(&[0.01, 0.1, 10.0]));

static REQUESTS: View = View::new("shop/requests", &CALLS, Aggregation::Count).columns(REGION);
static FAILURES: View = View::new("shop/failures", &CALLS, Aggregation::Count);
static LATENCY: View = View::new("shop/latency", &SECONDS, LADDER);
static VALUE: View = View::new("shop/value", &EUROS, Aggregation::Sum);
static BUSY: View = View::new("shop/busy", &CALLS, Aggregation::LastValue);

fn at(second: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(second)
}

fn row(tag: Option<&str>, data: Data) -> Row {
    Row { tags: vec![tag.map(Into::into)], start: at(0), data }
}

fn distribution(sum: f64, buckets: [u64; 4]) -> Data {
    Data::Distribution(Distribution {
        sum: sum.into(),
        sum_of_squared_deviation: 0.0,
        bucket_counts: buckets.into(),
        at_bound: Vec::new(),
        exemplars: Vec::new(),
    })
}

fn snapshot(second: u64, factor: u64) -> Snapshot {
    let count = |number| Data::Count(number * factor);
    let latency = distribution(20.0 * factor as f64, [0, 800 * factor, 200 * factor, 0]);
    Snapshot::new(
        at(second),
        vec![
            ViewData::new(
                &REQUESTS,
                vec![row(Some("eu"), count(600)), row(Some("us"), count(400))],
            ),
            ViewData::new(&FAILURES, vec![row(None, count(100))]),
            ViewData::new(&LATENCY, vec![row(None, latency)]),
            ViewData::new(&VALUE, vec![row(None, Data::Sum((41.5 * factor as f64).into()))]),
            ViewData::new(&BUSY, vec![row(None, Data::LastValue(3.into()))]),
        ],
    )
}

#[test]
fn a_service_is_a_line_and_other_views_stand_below() {
    let table =
        Table::new(io::sink()).sli("checkout", "shop/requests", "shop/failures", "shop/latency");
    assert_eq!(
        table.page(&snapshot(45_296, 1)),
        "12:34:56 UTC\n\
         \n\
         service   calls  per second  failures  availability      p50     p99\n\
         checkout  1,000         0.0       100      90.000 %  66.2 ms  9.50 s\n\
         \n\
         view        per second     value\n\
         shop/busy                      3\n\
         shop/value         0.0  41.5 EUR\n\
         \n"
    );
}

#[test]
fn rates_are_of_the_time_since_the_table_before() {
    let mut table = Table::new(io::sink());
    assert!(table.page(&snapshot(10, 1)).contains("shop/failures              100        10.0"));
    assert!(table.export(&snapshot(10, 1), Instant::now()).is_ok());
    assert_eq!(
        table.page(&snapshot(12, 2)),
        "00:00:12 UTC\n\
         \n\
         view                     count  per second   value      p50     p99\n\
         shop/busy                                        3\n\
         shop/failures              200        50.0\n\
         shop/latency             2,000       500.0   20 ms  66.2 ms  9.50 s\n\
         shop/requests region=eu  1,200       300.0\n\
         shop/requests region=us    800       200.0\n\
         shop/value                            20.8  83 EUR\n\
         \n"
    );
}

#[test]
fn nothing_recorded_is_said_without_a_number() {
    let views = vec![
        ViewData::new(&REQUESTS, vec![]),
        ViewData::new(&FAILURES, vec![row(None, Data::Count(0))]),
        ViewData::new(&LATENCY, vec![row(None, distribution(0.0, [0; 4]))]),
    ];
    let table = Table::new(io::sink())
        .sli("checkout", "shop/requests", "shop/failures", "shop/latency")
        .sli("no such", "a", "b", "c");
    assert_eq!(
        table.page(&Snapshot::new(at(0), views)),
        "00:00:00 UTC\n\
         \n\
         service   calls  per second  failures  availability  p50  p99\n\
         checkout      0         0.0         0             -    -    -\n\
         no such\n\
         \n"
    );
}

#[test]
fn a_quantile_beyond_the_last_bound_says_so() {
    let data = ViewData::new(&LATENCY, vec![row(None, distribution(99.0, [3, 0, 0, 1]))]);
    assert_eq!(cells::quantiles_of_all(&data), ["6.67 ms", "> 10 s"]);
}

#[test]
fn many_rows_are_cut_and_counted() {
    let tags: Vec<_> = (10..25).map(|number| number.to_string()).collect();
    let rows = tags.iter().map(|tag| row(Some(tag), Data::Count(1))).collect();
    let page =
        Table::new(io::sink()).page(&Snapshot::new(at(1), vec![ViewData::new(&REQUESTS, rows)]));
    assert!(
        page.ends_with(
            "shop/requests region=19      1         1.0\nshop/requests … 5 more rows\n\n"
        ),
        "{page}"
    );
}

#[test]
fn a_tag_does_not_steer_the_terminal() {
    let rows = vec![row(Some("\u{1b}[2J\n"), Data::Count(1))];
    let page =
        Table::new(io::sink()).page(&Snapshot::new(at(1), vec![ViewData::new(&REQUESTS, rows)]));
    assert!(page.contains("region=\\u{1b}[2J\\n "), "{page}");
}

#[test]
fn a_writer_that_fails_is_an_error() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let error = Table::new(Closed).export(&snapshot(1, 1), Instant::now());
    assert_eq!(
        error.map_err(|error| error.to_string()),
        Err("no table was written: broken pipe".to_owned())
    );
}
