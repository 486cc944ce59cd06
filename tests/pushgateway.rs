//! The push to a Pushgateway: what it sends, and what becomes of it where the gateway is not well.

use std::time::{Duration, Instant};

use census::export::prometheus::Names;
use census::export::{Exporter, Pushgateway};
use census::{Aggregation, Measure, Snapshot, TagKey, View};
use census_tests::alone;
use census_tests::backend::{Backend, Reply};

static CALLS: Measure<i64> = Measure::new("pushgateway/calls", "1");
static COUNT: View = View::new("pushgateway/calls", &CALLS, Aggregation::Count);

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

fn snapshot() -> Snapshot {
    census::register(&COUNT).expect("a name of its own");
    census::snapshot().only("pushgateway/")
}

/// Pushes once to a backend that answers so; what the push said.
fn push(reply: Reply) -> Result<(), (String, Option<Duration>)> {
    let backend = Backend::start(move |_| reply.clone());
    let deadline = Instant::now() + Duration::from_secs(2);
    let pushed = Pushgateway::new(backend.url(), "job").export(&snapshot(), deadline);
    assert!(Instant::now() < deadline + Duration::from_secs(10), "the deadline was not kept");
    pushed.map_err(|error| (error.to_string(), error.retry()))
}

#[test]
fn a_push_takes_the_place_of_the_last_in_its_group() {
    let backend = Backend::start(|_| Reply::of(202));
    let gateway = Pushgateway::new(backend.url(), "nightly").group("instance", "a/b");
    let mut gateway = gateway.names(Names::OpenCensus).basic_auth("user", "password");
    assert!(!format!("{gateway:?}").contains("password"));
    gateway.export(&snapshot(), Instant::now() + LONG).expect("a push");
    let requests = backend.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(request.method, "PUT");
    assert_eq!(request.path, "/metrics/job/nightly/instance@base64/YS9i");
    assert_eq!(request.header("authorization"), Some("Basic dXNlcjpwYXNzd29yZA=="));
    assert_eq!(request.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(request.text().contains("\npushgateway_calls 0\n"), "{}", request.text());
}

#[test]
fn a_gateway_that_repeats_the_password_tells_it_nobody() {
    let backend = Backend::start(|request| {
        let sent = request.header("authorization").unwrap_or_default();
        Reply::of(401).body(format!("`{sent}` is wrong: user, open sesame"))
    });
    let mut gateway = Pushgateway::new(backend.url(), "job").basic_auth("user", "open sesame");
    let error = gateway.export(&snapshot(), Instant::now() + LONG).expect_err("a refusal");
    let said = error.to_string();
    assert!(said.ends_with(" answered 401 Unauthorized: `…` is wrong: user, …"), "{said}");
}

// Regression: the gateway put its own value in the place of the tag's, or refused all rows but one.
#[test]
fn a_tag_that_the_group_would_hide_is_refused() {
    const JOB: &[TagKey] = &[TagKey::new("job")];
    static JOBS: View = View::new("pushgateway/jobs", &CALLS, Aggregation::Count).columns(JOB);
    let gateway = Pushgateway::new("http://127.0.0.1:9091", "nightly");
    assert!(gateway.accept(&[&COUNT]).is_ok());
    let said = gateway.accept(&[&COUNT, &JOBS]).expect_err("a clash").to_string();
    assert!(said.starts_with("view `pushgateway/jobs` has the label `job`, and so has"), "{said}");
}

#[test]
fn a_gateway_that_is_not_well_is_asked_again_and_one_that_refuses_is_not() {
    assert_eq!(push(Reply::of(200)), Ok(()));
    let (said, pause) = push(Reply::of(503).header("Retry-After", "7")).expect_err("a 503");
    assert!(said.contains("answered 503 Service Unavailable"), "{said}");
    assert_eq!(pause, Some(Duration::from_secs(7)));
    let (said, pause) = push(Reply::of(400).body("pushed metrics are invalid")).expect_err("a 400");
    assert!(said.ends_with("answered 400 Bad Request: pushed metrics are invalid"), "{said}");
    assert_eq!(pause, None);
    for reply in [
        Reply::dropped(),
        Reply::of(200).body("half of it").truncated(4),
        Reply::of(200).after(LONG),
        Reply::of(200).body("slowly").slowly(Duration::from_secs(1)),
    ] {
        let (said, pause) = push(reply.clone()).expect_err("no whole answer");
        assert!(said.starts_with("PUT http://127.0.0.1:"), "{said}");
        assert_eq!(pause, Some(Duration::ZERO), "{reply:?}: {said}");
    }
    assert!(push(Reply::of(200).body("for ever ").endless()).is_err());
}

#[test]
fn no_such_gateway_is_an_error_in_time() {
    let closed = Backend::start(|_| Reply::of(200)).url();
    for url in [closed, "http://no-such-host.invalid".into()] {
        let began = Instant::now();
        let pushed = Pushgateway::new(&url, "job").export(&snapshot(), began + LONG / 20);
        let error = pushed.expect_err("nobody is there");
        assert_eq!(error.retry(), Some(Duration::ZERO), "{error}");
        assert!(error.to_string().starts_with(&format!("PUT {url}/metrics/job/job: ")), "{error}");
        assert!(began.elapsed() < LONG / 2);
    }
}

#[test]
fn a_gateway_that_was_away_has_all_counts_once_it_is_back() {
    alone(|| {
        census::register(&COUNT).expect("a name of its own");
        let mut away = 2;
        let backend = Backend::start(move |_| {
            away -= 1;
            Reply::of(if away >= 0 { 503 } else { 202 })
        });
        let gateway = Pushgateway::new(backend.url(), "job");
        let census = census::start().on_error(|_, _| {}).export(gateway).run().expect("a pipeline");
        (0..3).for_each(|_| CALLS.record(1));
        assert!(census.shutdown(LONG).is_ok());
        let requests = backend.requests();
        assert_eq!(requests.len(), 3, "two that failed, and one that arrived");
        let last = requests.last().expect("a push").text().to_owned();
        assert!(last.contains("\npushgateway_calls_total 3\n"), "{last}");
    });
}

#[test]
fn what_cannot_be_an_address_or_a_group_is_refused_at_the_start() {
    alone(|| {
        let start = |gateway| {
            let refused = census::start().export(gateway).run();
            refused.expect_err("a refusal").to_string()
        };
        let said = start(Pushgateway::new("127.0.0.1:9091", "job"));
        assert!(said.contains("`127.0.0.1:9091` is no address; write `http://"), "{said}");
        let said = start(Pushgateway::new("http://127.0.0.1:9091", ""));
        assert!(said.contains("a job whose name is not empty"), "{said}");
    });
}
