//! Backends that refuse, break off, hang and lie: no count is lost, nobody waits, it is said once.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use census::__private::{Asked, Call, Function};
use census::Census;
use census::export::otlp::{Encoding, Temporality};
use census::export::{Exporter, Otlp};
use census_tests::backend::{Backend, Reply, Request};
use census_tests::otlp::total;
use census_tests::{NOTHING, alone};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
};
use prost::Message;

/// Longer than any test takes: what waits for it has failed.
const LONG: Duration = Duration::from_secs(50);

/// As long as a backend is waited for that will never answer.
const SHORT: Duration = Duration::from_millis(300);

/// How long a request may take where what the backend has said must be heard.
const HEARD: Duration = Duration::from_secs(2);

/// How late a busy machine may be.
const SLACK: Duration = Duration::from_secs(3);

static SERVE: Function = Function::new(Asked { count: Some("faults/calls"), ..NOTHING });

fn serve() {
    drop(Call::<false, false>::start(&SERVE));
}

/// Requests whose data the backend has taken.
type Accepted = Arc<Mutex<Vec<Request>>>;

/// A backend that does one after the other, and then its work.
fn backend(faults: Vec<(Reply, bool)>, accepted: &Accepted) -> Backend {
    let accepted = Arc::clone(accepted);
    let mut faults = faults.into_iter();
    Backend::start(move |request| {
        let (reply, takes) = faults.next().unwrap_or_else(|| (Reply::of(200), true));
        if takes {
            accepted.lock().expect("no panic").push(request.clone());
        }
        reply
    })
}

/// What may go wrong, and whether the backend has taken the data then. What it does not say 200 to
/// in time, it has not.
fn faults() -> Vec<(Reply, bool)> {
    let long = |status| Reply::of(status).body(vec![b'x'; 1000]);
    let pause = Duration::from_millis(100);
    vec![
        (Reply::of(429).header("Retry-After", "0"), false),
        (Reply::of(500).body("no disk"), false),
        (Reply::of(503), false),
        (Reply::dropped(), false),
        (Reply::of(200).after(HEARD * 2), false),
        (Reply::of(400), false),
        (long(200).truncated(10), true),
        (long(502).truncated(10), false),
        (long(200).slowly(pause), true),
        (long(504).slowly(pause), false),
        (long(200).endless(), true),
        (long(503).endless(), false),
        (long(200), true),
    ]
}

fn start(otlp: Otlp) -> Census {
    census::start().export(otlp).on_error(|_, _| {}).run().expect("a start")
}

#[test]
fn no_count_is_lost_once_the_backend_is_back() {
    alone(|| {
        let counts = counts_taken(Temporality::Cumulative);
        assert_eq!(counts.1.last(), Some(&counts.0));
    });
}

#[test]
fn no_delta_is_lost_nor_counted_twice_once_the_backend_is_back() {
    alone(|| {
        let counts = counts_taken(Temporality::Delta);
        assert_eq!(counts.1.iter().sum::<i64>(), counts.0);
    });
}

/// Calls in the midst of all faults; how many, and what the backend has taken of them.
fn counts_taken(temporality: Temporality) -> (i64, Vec<i64>) {
    let accepted = Accepted::default();
    let number = faults().len();
    let backend = backend(faults(), &accepted);
    let census = start(Otlp::new(backend.url()).temporality(temporality).timeout(HEARD));
    let mut calls = 0;
    let begun = Instant::now();
    while backend.requests().len() <= number {
        (0..3).for_each(|_| serve());
        calls += 3;
        drop(census.flush(LONG)); // Until it is done, or trying again would not help.
        assert!(begun.elapsed() < LONG, "{} requests", backend.requests().len());
    }
    serve();
    let report = census.shutdown(LONG);
    assert!(report.is_ok(), "{report}");
    let accepted = accepted.lock().expect("no panic");
    let counts = accepted.iter().map(|request| total(request, "faults/calls"));
    (calls + 1, counts.collect())
}

#[test]
fn a_shutdown_keeps_its_deadline_whatever_the_backend_does() {
    alone(|| {
        let never = || Reply::of(200).after(LONG);
        let trickle = || Reply::of(503).body(vec![b'x'; 1 << 20]).slowly(SHORT);
        let flood = || Reply::of(503).body(vec![b'x'; 1 << 16]).endless();
        let again = || Reply::of(429).header("Retry-After", "3600");
        let replies: [fn() -> Reply; 4] = [never, trickle, flood, again];
        for reply in replies {
            let backend = Backend::start(move |_| reply());
            let census = start(Otlp::new(backend.url()));
            serve();
            let before = Instant::now();
            let report = census.shutdown(SHORT);
            assert!(before.elapsed() < SHORT + SLACK, "{:?} for {:?}", before.elapsed(), reply());
            assert!(!report.is_ok(), "{report}");
        }
    });
}

#[test]
fn what_is_wrong_is_said_once_and_in_words() {
    alone(|| {
        let absent = Backend::absent();
        let refusing = Backend::start(|_| Reply::of(401).body("who are you?"));
        for (address, says) in [
            (absent, "onnection refused"),
            ("http://nobody.invalid:4318".to_owned(), "nobody.invalid:4318/v1/metrics: "),
            (refusing.url(), "/v1/metrics: 401 Unauthorized: who are you?"),
        ] {
            let (tell, told) = mpsc::channel();
            let otlp = Otlp::new(address).header("authorization", "secret");
            let census = census::start().export(otlp).on_error(move |name, error| {
                let _ = tell.send(format!("{name}: {error}"));
            });
            let census = census.run().expect("a start");
            drop(census.flush(HEARD));
            drop(census.flush(SHORT));
            drop(census.shutdown(SHORT));
            let told: Vec<String> = told.iter().collect();
            let [told] = &told[..] else { panic!("once: {told:?}") };
            assert!(told.starts_with("otlp: POST http://") && told.contains(says), "{told}");
            assert!(!told.contains("secret"), "{told}");
        }
    });
}

// Regression: who logged an error logged the key, if the backend says what it was sent.
#[test]
fn a_backend_that_repeats_a_header_tells_it_nobody() {
    const KEY: &str = "k3y-of-the-api";
    const AUTHORIZATIONS: [&str; 2] = ["Bearer s3cret-token", "Basic dXMzcjpwYXNzdzByZA=="];
    serve();
    let snapshot = census::snapshot().only("faults/calls");
    // Wherever the words are cut, it is not known by its beginning either.
    for (padding, encoding) in (210..300).zip([Encoding::Protobuf, Encoding::Json].iter().cycle()) {
        let backend = Backend::start(move |request| {
            let line = |name| format!("{name}: {}\r\n", request.header(name).unwrap_or_default());
            let mut told = "x".repeat(padding) + &["authorization", "api-key"].map(line).concat();
            if padding % 3 == 0 {
                told = format!("{{\"message\": {:?}}}", told);
            }
            Reply::of(400).body(told)
        });
        for authorization in AUTHORIZATIONS {
            let otlp = Otlp::new(backend.url()).encoding(*encoding).header("api-key", KEY);
            let mut otlp = otlp.header("authorization", authorization);
            let error = otlp.export(&snapshot, Instant::now() + LONG).expect_err("a refusal");
            let shown = format!("{error} {error:?} {otlp:?}");
            assert!(shown.contains(": 400 Bad Request: "), "{shown}");
            for secret in ["s3cr", "k3y-", "dXMzcjpwYXN"] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
        let sent = backend.requests();
        let sent = sent.iter().map(|request| request.header("authorization"));
        assert!(sent.eq(AUTHORIZATIONS.map(Some)));
    }
}

#[test]
fn what_a_backend_rejects_is_said_and_not_sent_again() {
    alone(|| {
        let partial = ExportMetricsPartialSuccess {
            rejected_data_points: 2,
            error_message: "too old".into(),
        };
        let partly = ExportMetricsServiceResponse { partial_success: Some(partial) };
        let mut replies = vec![Reply::of(200).body(partly.encode_to_vec())];
        let backend = Backend::start(move |_| replies.pop().unwrap_or_else(|| Reply::of(200)));
        let census = start(Otlp::new(backend.url()).temporality(Temporality::Delta));
        (0..5).for_each(|_| serve());
        let report = census.flush(LONG).to_string();
        assert_eq!(report, "`otlp` failed: the backend rejected 2 points: too old");
        serve();
        assert!(census.flush(LONG).is_ok());
        let totals = backend.requests();
        let totals: Vec<_> = totals.iter().map(|it| total(it, "faults/calls")).collect();
        assert_eq!(totals, [5, 1]);
        drop(census.shutdown(LONG));
    });
}

#[test]
fn a_backend_is_left_alone_as_long_as_it_asks_for() {
    alone(|| {
        let mut replies = vec![Reply::of(429).header("Retry-After", "1")];
        let backend = Backend::start(move |_| replies.pop().unwrap_or_else(|| Reply::of(200)));
        let census = start(Otlp::new(backend.url()));
        serve();
        assert!(census.flush(LONG).is_ok());
        let requests = backend.requests();
        assert!(requests[1].at - requests[0].at >= Duration::from_secs(1));
        drop(census.shutdown(LONG));
    });
}

#[test]
fn an_answer_without_end_costs_little_memory() {
    alone(|| {
        let backend = Backend::start(|_| Reply::of(503).body(vec![b'x'; 1 << 16]).endless());
        let census = start(Otlp::new(backend.url()));
        let before = memory_peak_kib();
        let report = census.flush(Duration::from_secs(2));
        assert!(!report.is_ok(), "{report}");
        let grown = memory_peak_kib() - before;
        // A sanitizer keeps what was freed.
        assert!(grown < 32 << 10 || cfg!(census_sanitizer), "{grown} KiB");
        drop(census.shutdown(SHORT));
    });
}

/// The most memory that this process has had, where the system says so.
fn memory_peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}
