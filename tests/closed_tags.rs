//! Tags whose values are an enum's: their rows are there from the start, and no others come.

use std::thread;

use census::tags::ClosedTag;
use census::{
    Aggregation, Bounds, Measure, TagKey, TagMap, TagValue, View, declare_measure, declare_view,
    testing,
};
use census_tests::count;

#[derive(Clone, Copy, TagValue)]
enum Method {
    Get,
    Put,
    #[tag("DELETE")]
    Delete,
}

#[derive(TagValue)]
enum HttpStatus {
    Ok,
    NotFound,
}

const METHOD: TagKey = TagKey::closed::<Method>("method");
const STATUS: TagKey = TagKey::closed::<HttpStatus>("status");
const REGION: TagKey = TagKey::new("region");

declare_measure! {
    static CALLS: i64 = "closed/calls", unit = "1";
}
declare_view! {
    static BY_BOTH = "closed/calls/by_both" {
        measure: CALLS, tags: [METHOD, STATUS], aggregation: count,
    }
}

#[test]
fn every_row_is_there_at_zero_before_the_first_record() {
    declare_measure! {
        static SILENT: i64 = "closed/silent", unit = "1";
    }
    declare_view! {
        static BY_METHOD = "closed/silent/count" {
            measure: SILENT, tags: [METHOD], aggregation: count,
        }
        static TIMES = "closed/silent/times" {
            measure: SILENT, tags: [METHOD], aggregation: distribution[1, 2],
        }
        static LAST = "closed/silent/last" {
            measure: SILENT, tags: [METHOD], aggregation: last_value,
        }
        static MIXED = "closed/silent/mixed" {
            measure: SILENT, tags: [METHOD, REGION], aggregation: count,
        }
    }
    let zero = "count=0 sum=0 buckets=0 |1| 0 |2| 0";
    assert_eq!(
        census::snapshot().only("closed/silent").to_string(),
        format!(
            "closed/silent/count [1]\n  method=DELETE  count=0\n  method=get  count=0\n  \
             method=put  count=0\nclosed/silent/last [1]\nclosed/silent/mixed [1]\n\
             closed/silent/times [1]\n  method=DELETE  {zero}\n  method=get  {zero}\n  \
             method=put  {zero}\n"
        )
    );
}

#[test]
fn a_record_is_in_the_row_of_its_values_and_a_missing_one_has_its_own() {
    let scope = testing::scope();
    CALLS.record_with(1, &[(METHOD, "get"), (STATUS, "ok")]);
    CALLS.record_with(1, ((STATUS, HttpStatus::NotFound), (METHOD, Method::Get)));
    CALLS.record_with(1, (METHOD, Method::Delete));
    CALLS.record(1);
    let tags = TagMap::new().edit().insert(METHOD, Method::Put).insert(STATUS, &HttpStatus::Ok);
    tags.build().expect("tags").scope(|| {
        CALLS.record(1);
        CALLS.record_with(1, &[(TagKey::new("method"), "get")]);
    });
    assert_eq!(
        scope.snapshot().only("closed/calls/by_both").to_string(),
        "closed/calls/by_both [1]\n  count=1\n  method=DELETE  count=1\n  \
         method=DELETE  status=not_found  count=0\n  method=DELETE  status=ok  count=0\n  \
         method=get  status=not_found  count=1\n  method=get  status=ok  count=2\n  \
         method=put  status=not_found  count=0\n  method=put  status=ok  count=1\n"
    );
}

#[test]
fn a_value_outside_of_its_set_joins_the_overflow_row() {
    static STRANGE: Measure<i64> = Measure::new("closed/strange", "1");
    static VIEW: View = View::new("closed/strange", &STRANGE, Aggregation::Sum).columns(&[METHOD]);
    census::register(&VIEW).expect("a name of its own");
    let overflowed = || count(&census::snapshot(), "census/overflowed_records");
    let before = overflowed();
    STRANGE.record_with(5, &[(METHOD, "PATCH")]);
    STRANGE.record_with(6, &[(METHOD, "")]);
    STRANGE.record_with(7, &[(METHOD, "put")]);
    assert_eq!(
        census::read("closed/strange").expect("the view").to_string(),
        "closed/strange [1]\n  method=(overflow)  sum=11\n  method=DELETE  sum=0\n  \
         method=get  sum=0\n  method=put  sum=7\n"
    );
    assert!(overflowed() >= before + 2);
}

#[test]
fn threads_lose_nothing() {
    static BYTES: Measure<f64> = Measure::new("closed/threads", "By");
    static VIEW: View =
        View::new("closed/threads", &BYTES, Aggregation::Distribution(Bounds::new(&[1.0])))
            .columns(&[METHOD, STATUS]);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    let handle = scope.handle();
    thread::scope(|threads| {
        for of in 0..4 {
            let handle = &handle;
            threads.spawn(move || {
                handle.run(|| {
                    for at in 0..6000 {
                        let method = Method::VALUES[(at + of) % 3];
                        let status = HttpStatus::VALUES[at % 2];
                        BYTES.record_with(0.5, &[(METHOD, method), (STATUS, status)]);
                    }
                });
            });
        }
        while scope.snapshot().view("closed/threads").is_none_or(|view| view.count() < 24_000) {
            thread::yield_now();
        }
    });
    let snapshot = scope.snapshot();
    let rows = snapshot.view("closed/threads").expect("the view").rows();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let census::Data::Distribution(data) = &row.data else { panic!("{row:?}") };
        assert_eq!((data.count(), data.bucket_counts[0]), (4000, 4000));
    }
}

#[test]
fn more_rows_than_the_view_keeps_are_found_by_their_tags() {
    static FEW: Measure<i64> = Measure::new("closed/few", "1");
    static VIEW: View =
        View::new("closed/few", &FEW, Aggregation::Count).columns(&[METHOD, STATUS]).rows_max(2);
    census::register(&VIEW).expect("a name of its own");
    for at in 0..6 {
        let (method, status) = (Method::VALUES[at % 3], HttpStatus::VALUES[at % 2]);
        FEW.record_with(1, &[(METHOD, method), (STATUS, status)]);
    }
    assert_eq!(
        census::read("closed/few").expect("the view").to_string(),
        "closed/few [1]\n  method=(overflow)  status=(overflow)  count=4\n  \
         method=get  status=ok  count=1\n  method=put  status=not_found  count=1\n"
    );
}

#[test]
fn a_view_that_is_registered_again_begins_at_nothing() {
    static AGAIN: Measure<i64> = Measure::new("closed/again", "1");
    static VIEW: View = View::new("closed/again", &AGAIN, Aggregation::Count).columns(&[METHOD]);
    let read = || census::read("closed/again").map(|view| view.to_string()).unwrap_or_default();
    let rows = |get: u64, put: u64| {
        format!(
            "closed/again [1]\n  method=DELETE  count=0\n  method=get  count={get}\n  \
             method=put  count={put}\n"
        )
    };
    census::register(&VIEW).expect("a name of its own");
    ["get", "get", "put"].into_iter().for_each(|method| AGAIN.record_with(1, &[(METHOD, method)]));
    AGAIN.record(1);
    assert_eq!(read(), rows(2, 1).replacen('\n', "\n  count=1\n", 1));
    assert!(census::unregister("closed/again").is_some());
    AGAIN.record_with(1, &[(METHOD, "get")]);
    census::register(&VIEW).expect("the same view");
    assert_eq!(read(), rows(0, 0));
    AGAIN.record_with(1, &[(METHOD, "put")]);
    assert_eq!(read(), rows(0, 1));
}

#[test]
fn a_variant_can_be_given_wherever_a_tag_takes_a_value() {
    assert_eq!(Method::VALUES, ["get", "put", "DELETE"]);
    assert_eq!(TagValue::from(Method::Delete).as_str(), "DELETE");
    let tags = TagMap::new().edit().upsert(METHOD, Method::Get).upsert(STATUS, HttpStatus::Ok);
    assert_eq!(tags.build().expect("tags").to_string(), "{method=get, status=ok}");
    assert_eq!(METHOD, TagKey::new("method"));
    assert_eq!(METHOD.values(), Some(Method::VALUES));
    assert_eq!(REGION.values(), None);
}
