//! Exemplars from the record to what exporters send.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use census::export::prometheus::{Format, Names, render};
use census::export::{
    CloudMonitoring, Credentials, ExportError, Exporter, MonitoredResource, Otlp,
};
use census::{
    Data, Exemplar, Row, Snapshot, SpanContext, TagKey, TagMap, declare_measure, declare_view,
    measured, testing,
};
use census_tests::backend::{Backend, Reply};
use census_tests::otlp::metrics;
use census_tests::{alone, count};
use opentelemetry_proto::tonic::metrics::v1::metric;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);
const REGION: TagKey = TagKey::new("region");
const CACHE: TagKey = TagKey::new("cache");
const TRACE: &str = "01010101010101010101010101010101";

declare_measure! {
    static ITEMS: i64 = "exemplars/items", unit = "1";
    static SHARE: f64 = "exemplars/share", unit = "1";
}
declare_view! {
    static ALL = "exemplars/items/all" {
        measure: ITEMS, aggregation: distribution[10, 20],
    }
    static BY_REGION = "exemplars/items/by_region" {
        measure: ITEMS, tags: [REGION], aggregation: distribution[10, 20],
    }
    static SUM = "exemplars/items/sum" { measure: ITEMS, aggregation: sum, }
    static SHARES = "exemplars/share" { measure: SHARE, aggregation: distribution[0.5], }
}

thread_local! {
    /// What the source gives on this thread.
    static SPAN: Cell<Option<SpanContext>> = const { Cell::new(None) };
}

/// A span that is told from others by its number.
fn span(number: u8, sampled: bool) -> SpanContext {
    SpanContext { trace_id: [1; 16], span_id: [0, 0, 0, 0, 0, 0, 0, number], sampled }
}

fn id(number: u8) -> String {
    format!("{number:016x}")
}

fn row<'a>(snapshot: &'a Snapshot, view: &str, at: usize) -> &'a Row {
    &snapshot.view(view).expect("the view").rows()[at]
}

fn exemplars(row: &Row) -> &[Exemplar] {
    let Data::Distribution(data) = &row.data else { panic!("{row:?}") };
    &data.exemplars
}

/// The values and the spans' numbers of the first row of a view.
fn shown(snapshot: &Snapshot, view: &str) -> Vec<(f64, Option<String>)> {
    let exemplars = exemplars(row(snapshot, view, 0));
    let shown = |it: &Exemplar| (it.value(), it.get("span_id").map(str::to_owned));
    exemplars.iter().map(shown).collect()
}

#[test]
fn a_value_with_a_span_is_the_exemplar_of_its_bucket() {
    let scope = testing::scope();
    ITEMS.record(5);
    assert_eq!(shown(&scope.snapshot(), ALL.name()), []);
    ITEMS.measurement(6).record();
    assert_eq!(shown(&scope.snapshot(), ALL.name()), []);
    for (value, number, sampled) in [(7, 1, false), (8, 2, false), (25, 3, true), (26, 4, false)] {
        ITEMS.measurement(value).span(span(number, sampled)).record();
    }
    // The newest; but not one of a trace that nobody keeps in the place of one that is kept.
    let expected = [(8.0, Some(id(2))), (25.0, Some(id(3)))];
    assert_eq!(shown(&scope.snapshot(), ALL.name()), expected);
    ITEMS.measurement(27).span(span(5, true)).record();
    let snapshot = scope.snapshot();
    assert_eq!(shown(&snapshot, ALL.name()), [(8.0, Some(id(2))), (27.0, Some(id(5)))]);
    assert_eq!(exemplars(row(&snapshot, ALL.name(), 0))[0].get("trace_id"), Some(TRACE));
    assert_eq!(count(&snapshot, ALL.name()), 7);
    assert_eq!(snapshot.only(SUM.name()).to_string(), "exemplars/items/sum [1]\n  sum=104\n");
}

#[test]
fn attached_is_what_the_row_does_not_tell() {
    let scope = testing::scope();
    let tags = TagMap::new().edit().insert(REGION, "eu").insert(CACHE, "warm").build();
    let _tags = tags.expect("tags").enter();
    ITEMS.measurement(5).attach(&[("note", "first"), ("page", "7")]).record();
    let given = [(REGION, "us"), (CACHE, "cold")];
    ITEMS.measurement(15).tags(&given).attach(&[("note", "second")]).span(span(1, true)).record();

    let snapshot = scope.snapshot();
    let attached = |view, at, which: usize| -> Vec<(String, String)> {
        let exemplar = &exemplars(row(&snapshot, view, at))[which];
        exemplar.attachments().map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    };
    let texts = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
        expected.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    };
    let first = [("note", "first"), ("page", "7"), ("tag:cache", "warm"), ("tag:region", "eu")];
    assert_eq!(attached(ALL.name(), 0, 0), texts(&first));
    assert_eq!(attached(BY_REGION.name(), 0, 0), texts(&first[..3]));
    let ids = [("note", "second"), ("span_id", "0000000000000001"), ("tag:cache", "cold")];
    let second = [&ids[..], &[("trace_id", TRACE)]].concat();
    assert_eq!(attached(BY_REGION.name(), 1, 0), texts(&second));
    assert_eq!(attached(ALL.name(), 0, 1)[3], ("tag:region".to_owned(), "us".to_owned()));

    // The next one in a place has nothing of it.
    TagMap::new().scope(|| ITEMS.measurement(6).attach(&[("why", "next")]).record());
    let snapshot = scope.snapshot();
    let next: Vec<_> = exemplars(row(&snapshot, ALL.name(), 0))[0].attachments().collect();
    assert_eq!(next, [("why", "next")]);
}

#[test]
fn what_is_refused_or_belongs_to_no_span_is_no_exemplar() {
    let scope = testing::scope();
    SHARE.measurement(f64::NAN).span(span(1, true)).record();
    let nowhere = SpanContext { span_id: [0; 8], ..span(1, true) };
    SHARE.measurement(0.25).span(nowhere).record();
    assert_eq!(shown(&scope.snapshot(), SHARES.name()), []);
    SHARE.measurement(0.5).span(span(2, true)).record();
    assert_eq!(shown(&scope.snapshot(), SHARES.name()), [(0.5, Some(id(2)))]);
}

#[measured(latency = "exemplars/call/latency", errors = "exemplars/call/failures", buckets = [1h])]
fn work(good: bool) -> Result<(), ()> {
    good.then_some(()).ok_or(())
}

#[test]
fn a_measured_call_takes_the_span_that_it_ends_in() {
    const LATENCY: &str = "exemplars/call/latency";
    let scope = testing::scope();
    let _ = work(true); // The fast path is known before there is a source.
    census::exemplars(|| SPAN.get());
    let _ = work(true);
    assert_eq!(shown(&scope.snapshot(), LATENCY), []);
    for number in 1..=3 {
        SPAN.set(Some(span(number, true)));
        let _ = work(false);
        ITEMS.record(number.into());
    }
    let snapshot = scope.snapshot();
    let shown_spans = |view| shown(&snapshot, view).into_iter().map(|(_, span)| span);
    assert!(shown_spans(LATENCY).eq([Some(id(3))]));
    assert!(shown_spans(ALL.name()).eq([Some(id(3))]));
    assert_eq!(count(&snapshot, LATENCY), 5);
    assert_eq!(count(&snapshot, "exemplars/call/failures"), 3);
    // Given beats current.
    ITEMS.measurement(4).span(span(9, false)).record();
    ITEMS.measurement(14).span(span(9, false)).record();
    let expected = [(3.0, Some(id(3))), (14.0, Some(id(9)))];
    assert_eq!(shown(&scope.snapshot(), ALL.name()), expected);
    SPAN.set(None);
}

#[test]
fn a_source_that_measures_itself_or_panics_costs_no_count() {
    alone(|| {
        std::panic::set_hook(Box::new(|_| {}));
        let scope = testing::scope();
        let _ = work(true);
        census::exemplars(|| {
            let _ = work(true);
            ITEMS.record(1);
            Some(span(1, true))
        });
        let _ = work(true);
        assert_eq!(count(&scope.snapshot(), "exemplars/call/latency"), 3);
        assert_eq!(shown(&scope.snapshot(), "exemplars/call/latency").len(), 1);
        assert_eq!(count(&scope.snapshot(), ALL.name()), 1);
        census::exemplars(|| panic!("the source of this test always does"));
        let _ = work(true);
        // A thread that ends has no current span any more, whoever asks.
        struct Late;
        impl Drop for Late {
            fn drop(&mut self) {
                let _ = work(true);
            }
        }
        thread_local!(static LATE: Late = const { Late });
        let handle = scope.handle();
        thread::spawn(move || handle.run(|| LATE.with(|_| work(true))))
            .join()
            .expect("a thread")
            .ok();
        assert_eq!(count(&scope.snapshot(), "exemplars/call/latency"), 5);
    });
}

#[test]
fn threads_that_meet_in_a_bucket_lose_no_count_and_leave_one_exemplar() {
    const RECORDS: u64 = 20_000;
    const THREADS: u8 = 4;
    let scope = testing::scope();
    let handle = scope.handle();
    let is_over = AtomicBool::new(false);
    thread::scope(|threads| {
        let recorders: Vec<_> = (1..=THREADS)
            .map(|number| {
                let handle = handle.clone();
                let record = move || {
                    let note = "x".repeat(number.into());
                    for at in 0..RECORDS {
                        let region = if at % 2 == 0 { "eu" } else { "us" };
                        ITEMS
                            .measurement(at as i64 % 30)
                            .tags(&[(REGION, region)])
                            .span(span(number, at % 3 == 0))
                            .attach(&[("note", &note)])
                            .record();
                    }
                };
                threads.spawn(move || handle.run(record))
            })
            .collect();
        let reader = threads.spawn(|| {
            while !is_over.load(Relaxed) {
                whole(&handle.snapshot());
            }
        });
        recorders.into_iter().for_each(|recorder| recorder.join().expect("a recorder"));
        is_over.store(true, Relaxed);
        reader.join().expect("a reader");
    });
    let snapshot = scope.snapshot();
    assert_eq!(whole(&snapshot), [3, 3, 3]);
    assert_eq!(count(&snapshot, ALL.name()), RECORDS * u64::from(THREADS));
    assert_eq!(count(&snapshot, BY_REGION.name()), RECORDS * u64::from(THREADS));
}

/// How many exemplars there are in each row, each of them of one record.
fn whole(snapshot: &Snapshot) -> Vec<usize> {
    let rows = [ALL.name(), BY_REGION.name()].map(|view| snapshot.view(view).expect("it").rows());
    let whole = |row: &Row| {
        for exemplar in exemplars(row) {
            let number = exemplar.get("note").expect("a note").len();
            assert_eq!(exemplar.get("span_id"), Some(&*id(number as u8)), "of two records");
            assert!(exemplar.time() >= row.start && exemplar.time() <= snapshot.time());
        }
        exemplars(row).len()
    };
    rows.into_iter().flatten().map(whole).collect()
}

/// Keeps what it gets; fails when it is told to.
struct Keeps(Arc<Mutex<Vec<Snapshot>>>, Arc<AtomicBool>);

impl Exporter for Keeps {
    fn name(&self) -> &str {
        "keeps"
    }
    fn export(&mut self, snapshot: &Snapshot, _: Instant) -> Result<(), ExportError> {
        if self.1.load(Relaxed) {
            return Err(ExportError::new("not now"));
        }
        self.0.lock().expect("a list").push(snapshot.clone());
        Ok(())
    }
}

#[test]
fn each_exporter_gets_the_exemplars_since_its_last_export() {
    alone(|| {
        let fails = Arc::new(AtomicBool::new(false));
        let [well, ill] = [(), ()].map(|()| Arc::new(Mutex::new(Vec::new())));
        let census = census::start()
            .exemplars(|| SPAN.get())
            .export(Keeps(Arc::clone(&well), Arc::default()))
            .export(Keeps(Arc::clone(&ill), Arc::clone(&fails)))
            .on_error(|_, _| {})
            .run()
            .expect("it runs");
        let record = |number: u8| {
            SPAN.set(Some(span(number, true)));
            ITEMS.record(i64::from(number) * 10 - 5);
        };
        record(1);
        // Of a view this young a snapshot ends a little after now: no time tells what comes next.
        census::register(census::unregister(SHARES.name()).expect("it")).expect("its own name");
        SHARE.record(0.5);
        census.flush(PATIENCE);
        record(2);
        fails.store(true, Relaxed);
        census.flush(PATIENCE);
        fails.store(false, Relaxed);
        census.flush(PATIENCE);
        record(1);
        census.shutdown(PATIENCE);
        let got = |list: &Mutex<Vec<Snapshot>>| -> Vec<_> {
            let list = list.lock().expect("a list");
            let values = |it: &Snapshot| shown(it, ALL.name()).into_iter().map(|(value, _)| value);
            list.iter().map(|snapshot| values(snapshot).collect::<Vec<_>>()).collect()
        };
        assert_eq!(got(&well), [vec![5.0], vec![15.0], vec![], vec![5.0]]);
        assert_eq!(got(&ill), [vec![5.0], vec![15.0], vec![5.0]]);
        // Who scrapes gets all there are: Prometheus knows those that it has.
        assert_eq!(shown(&census::snapshot(), ALL.name()).len(), 2);
    });
}

#[test]
fn a_view_that_is_registered_again_has_none_of_before() {
    alone(|| {
        ITEMS.measurement(5).span(span(1, true)).record();
        ITEMS.measurement(15).span(span(1, true)).record();
        let view = census::unregister(ALL.name()).expect("the view");
        census::register(view).expect("its own name");
        ITEMS.measurement(16).attach(&[("note", "new")]).record();
        ITEMS.record(6);
        // Not in the place of one that is sampled, though nobody sees that one.
        assert_eq!(shown(&census::snapshot(), ALL.name()), []);
        ITEMS.measurement(17).span(span(2, true)).record();
        assert_eq!(shown(&census::snapshot(), ALL.name()), [(17.0, Some(id(2)))]);
    });
}

/// What every protocol shows: a value on a bound, with a trace, a tag and a text.
fn recorded() -> Snapshot {
    let scope = testing::scope();
    let tags = TagMap::new().edit().insert(REGION, "eu").insert(CACHE, "c\"1\"").build();
    let _tags = tags.expect("tags").enter();
    ITEMS.measurement(10).span(span(1, true)).attach(&[("note", "odd\n")]).record();
    scope.snapshot().only(BY_REGION.name())
}

#[test]
fn openmetrics_shows_them_on_buckets_and_text_does_not() {
    let page = |format| String::from_utf8(render(&recorded(), format, Names::Convention));
    let text = page(Format::Text).expect("UTF-8");
    assert!(!text.contains(" # {"), "{text}");
    let open = page(Format::OpenMetrics).expect("UTF-8");
    let buckets: Vec<_> = open.lines().filter(|line| line.contains("_bucket")).collect();
    let expected = format!(
        "exemplars_items_by_region_bucket{{region=\"eu\",le=\"10.0\"}} 1 # {{trace_id=\"{TRACE}\",\
         span_id=\"0000000000000001\",cache=\"c'1'\",note=\"odd\\n\"}} 10 "
    );
    let time = buckets[0].strip_prefix(&expected).expect(buckets[0]);
    assert!(time.parse::<f64>().is_ok_and(|time| time > 1.7e9), "{time}");
    assert!(buckets[1..].iter().all(|line| !line.contains('#')), "{buckets:?}");
}

#[test]
fn otlp_sends_them_with_filtered_attributes() {
    let backend = Backend::start(|_| Reply::of(200));
    let mut otlp = Otlp::new(backend.url());
    otlp.export(&recorded(), Instant::now() + PATIENCE).expect("an export");
    let sent = metrics(&backend.requests()[0]);
    let Some(metric::Data::Histogram(histogram)) = &sent[0].data else { panic!("{sent:?}") };
    let [exemplar] = &histogram.data_points[0].exemplars[..] else { panic!("{histogram:?}") };
    assert_eq!(exemplar.trace_id, [1; 16]);
    assert_eq!(exemplar.span_id, [0, 0, 0, 0, 0, 0, 0, 1]);
    let keys: Vec<_> = exemplar.filtered_attributes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["note", "cache"]);
    let point = &histogram.data_points[0];
    let interval = point.start_time_unix_nano..=point.time_unix_nano;
    assert!(interval.contains(&exemplar.time_unix_nano));
}

#[test]
fn cloud_monitoring_sends_them_with_the_span_and_one_text() {
    let backend = Backend::start(|_| Reply::json(200, "{}"));
    let mut cloud = CloudMonitoring::new("shop")
        .endpoint(backend.url())
        .credentials(Credentials::none())
        .monitored_resource(MonitoredResource::new("global"));
    cloud.export(&recorded(), Instant::now() + PATIENCE).expect("an export");
    let requests = backend.requests();
    let sent = requests.iter().find(|request| request.path.ends_with("/timeSeries"));
    let sent: Value = serde_json::from_slice(&sent.expect("a request").body).expect("JSON");
    let exemplar =
        &sent["timeSeries"][0]["points"][0]["value"]["distributionValue"]["exemplars"][0];
    assert_eq!(exemplar["value"], json!(10.0));
    assert_eq!(
        exemplar["attachments"],
        json!([
            {
                "@type": "type.googleapis.com/google.monitoring.v3.SpanContext",
                "spanName": format!("projects/shop/traces/{TRACE}/spans/0000000000000001"),
            },
            {
                "@type": "type.googleapis.com/google.protobuf.StringValue",
                "value": "note=odd\n, tag:cache=c\"1\"",
            },
        ])
    );
}
