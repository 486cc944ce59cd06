//! Every kind of request that the OTLP exporter makes, for receivers of other makes.
//!
//! With `CENSUS_OTLP_ENDPOINTS` set, a list of addresses, each gets the same requests:
//! `cargo xtask test otlp` starts a strict receiver, and a collector before another one, and
//! compares what has come in. Only the first gets exemplars in JSON, of a service called `direct`:
//! the collector, `rotel`, answers 200 to them and passes the histogram on without its data.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use census::export::otlp::{Encoding, Temporality};
use census::export::{Exporter, Otlp, Resource};
use census::{
    Aggregation, Bounds, Data, Distribution, Exemplar, Measure, Number, Row, Snapshot, TagKey,
    View, ViewData,
};

static ITEMS: Measure<i64> = Measure::new("shop/items", "1").describe("Items, \"paid\" and not.");
static BYTES: Measure<i64> = Measure::new("shop/sent", "By");
static EUROS: Measure<f64> = Measure::new("shop/value", "EUR").describe("\u{20ac}\n\\ per cart.");

const TAGS: &[TagKey] = &[TagKey::new("method"), TagKey::new("9 \"lives\"")];
const LADDER: Aggregation = Aggregation::Distribution(Bounds::new(&[0.0, 0.005, 1.0, 1e6]));
const SIGNED: Aggregation = Aggregation::Distribution(Bounds::new(&[-2.5, 0.0, 2.5]));
const ONE_BUCKET: Aggregation = Aggregation::Distribution(Bounds::new(&[]));

static COUNT: View = View::new("shop/requests", &ITEMS, Aggregation::Count).columns(TAGS);
static ZERO: View = View::new("shop/failures", &ITEMS, Aggregation::Count);
static SENT: View = View::new("shop/sent", &BYTES, Aggregation::Sum);
static WORTH: View = View::new("shop/worth", &EUROS, Aggregation::Sum).columns(TAGS);
static FREE: View = View::new("shop/free", &BYTES, Aggregation::LastValue);
static RATE: View = View::new("shop/rate", &EUROS, Aggregation::LastValue);
static SPREAD: View = View::new("shop/spread", &EUROS, LADDER).columns(TAGS);
static SKEW: View = View::new("shop/skew", &EUROS, SIGNED);
static SIZE: View = View::new("shop/size", &BYTES, ONE_BUCKET);
static NONE: View = View::new("shop/none", &BYTES, Aggregation::LastValue);

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

fn row(tags: [Option<&str>; 2], data: Data) -> Row {
    Row { tags: tags.map(|tag| tag.map(Arc::from)).to_vec(), start: at(0), data }
}

fn alone(view: &'static View, data: Data) -> ViewData {
    ViewData::new(view, vec![Row { tags: Vec::new(), start: at(0), data }])
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

/// What there is after so many rounds: all numbers grow.
fn snapshot(round: u64, exemplars: bool) -> Snapshot {
    let odd = "\"} \\n\n\u{e4}\u{1f980}\t\r\0\u{1b}\u{7f}\u{2028}</script>";
    let mut traced = distribution(1e300 * round as f64, &[0, 1, 2, 3, 4].map(|it| it * round));
    if let (Data::Distribution(traced), true) = (&mut traced, exemplars) {
        let exemplar = Exemplar::new(0.004, at(10 * round)).with("tag:user", odd);
        let exemplar = exemplar.with("trace_id", "0af7651916cd43dd8448eb211c80319c");
        traced.exemplars = vec![exemplar.with("span_id", "b7ad6b7169203331")];
    }
    let views = vec![
        ViewData::new(
            &COUNT,
            vec![
                row([Some("get"), Some(odd)], Data::Count(round)),
                row([Some(""), None], Data::Count(i64::MAX as u64 - 3 + round)),
                row([None, None], Data::Count((1 << 53) + round)),
            ],
        ),
        alone(&ZERO, Data::Count(0)),
        alone(&SENT, Data::Sum((i64::MAX - 3 + round as i64).into())),
        ViewData::new(&WORTH, vec![row([None, Some("x")], Data::Sum((0.1 * round as f64).into()))]),
        alone(&FREE, Data::LastValue((i64::MIN + round as i64).into())),
        alone(&RATE, Data::LastValue((-1e-7 / round as f64).into())),
        ViewData::new(
            &SPREAD,
            vec![
                row([Some("get"), None], traced),
                row([None, None], distribution(0.0, &[0, 0, 0, 0, 0])),
            ],
        ),
        alone(&SKEW, distribution(-7.5, &[1, 2, 3, 4].map(|it| it * round))),
        alone(&SIZE, distribution(7, &[2 * round])),
        ViewData::new(&NONE, Vec::new()),
    ];
    Snapshot::new(at(10 * round), views)
}

#[test]
fn every_kind_of_request_is_taken() {
    let endpoints = std::env::var("CENSUS_OTLP_ENDPOINTS").expect("`cargo xtask test otlp` says");
    for (at, endpoint) in endpoints.split(',').enumerate() {
        for encoding in [Encoding::Protobuf, Encoding::Json] {
            for temporality in [Temporality::Cumulative, Temporality::Delta] {
                for gzip in [false, true] {
                    let name = format!("{encoding} {temporality:?} gzip={gzip}");
                    let otlp = Otlp::new(endpoint).temporality(temporality).gzip(gzip);
                    send(&name, otlp.encoding(encoding), encoding == Encoding::Protobuf);
                }
            }
        }
        if at == 0 {
            send("direct", Otlp::new(endpoint).encoding(Encoding::Json), true);
        }
    }
}

fn send(service: &str, otlp: Otlp, exemplars: bool) {
    let resource = Resource::of("host").with("service.name", service);
    let mut otlp = otlp.resource(resource.with("service.instance.id", "1"));
    for round in 1..=3 {
        let deadline = Instant::now() + Duration::from_secs(60);
        let sent = otlp.export(&snapshot(round, exemplars), deadline);
        assert!(sent.is_ok(), "{service} to {otlp:?}: {sent:?}");
    }
}
