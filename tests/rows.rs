//! Views that are broken down by tags: whose row a record is in, and what there is room for.

use std::thread;

use census::{Aggregation, Bounds, Measure, TagKey, TagMap, TagValue, View, testing};
use census_tests::count;

const REGION: TagKey = TagKey::new("region");
const STATUS: TagKey = TagKey::new("status");

#[test]
fn a_record_is_in_the_row_of_its_tags_in_every_view() {
    static BYTES: Measure<i64> = Measure::new("rows/bytes", "By");
    static COUNT: View =
        View::new("rows/bytes/count", &BYTES, Aggregation::Count).columns(&[REGION, STATUS]);
    static LAST: View =
        View::new("rows/bytes/last", &BYTES, Aggregation::LastValue).columns(&[STATUS]);
    static SPREAD: View = View::new(
        "rows/bytes/spread",
        &BYTES,
        Aggregation::Distribution(Bounds::new(&[10.0, 100.0])),
    )
    .columns(&[REGION]);
    static SUM: View = View::new("rows/bytes/sum", &BYTES, Aggregation::Sum);
    for view in [&COUNT, &LAST, &SPREAD, &SUM] {
        census::register(view).expect("a name of its own");
    }
    let scope = testing::scope();
    BYTES.record_with(5, &[(REGION, "eu"), (STATUS, "ok")]);
    BYTES.record_with(50, &[(STATUS, "ok"), (REGION, "eu")]);
    BYTES.record_with(500, &[(REGION, "eu"), (STATUS, "")]);
    BYTES.record_with(7, &[(REGION, "us"), (TagKey::new("other"), "x")]);
    BYTES.record(1);
    assert_eq!(
        scope.snapshot().only("rows/bytes").to_string(),
        "rows/bytes/count [1]\n  count=1\n  region=eu  status=  count=1\n  \
         region=eu  status=ok  count=2\n  region=us  count=1\n\
         rows/bytes/last [By]\n  last=1\n  status=  last=500\n  status=ok  last=50\n\
         rows/bytes/spread [By]\n  count=1 sum=1 buckets=1 |10| 0 |100| 0\n  \
         region=eu  count=3 sum=555 buckets=1 |10| 1 |100| 1\n  \
         region=us  count=1 sum=7 buckets=1 |10| 0 |100| 0\n\
         rows/bytes/sum [By]\n  sum=563\n"
    );
}

#[test]
fn threads_that_come_first_together_lose_nothing() {
    static CALLS: Measure<i64> = Measure::new("rows/threads", "1");
    static BY_STATUS: View =
        View::new("rows/threads", &CALLS, Aggregation::Count).columns(&[STATUS]);
    census::register(&BY_STATUS).expect("a name of its own");
    let scope = testing::scope();
    let handle = scope.handle();
    thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                handle.run(|| {
                    for at in 0..3000 {
                        CALLS.record_with(1, &[(STATUS, &(at % 300).to_string())]);
                    }
                });
            });
        }
        while scope.snapshot().view("rows/threads").is_none_or(|view| view.count() < 24_000) {
            let snapshot = scope.snapshot();
            let rows = snapshot.view("rows/threads").map_or(0, |view| view.rows().len());
            assert!(rows <= 300);
            thread::yield_now();
        }
    });
    let snapshot = scope.snapshot();
    let rows = snapshot.view("rows/threads").expect("the view").rows();
    assert_eq!(rows.len(), 300);
    assert!(rows.iter().all(|row| row.data == census::Data::Count(80)));
}

#[test]
fn a_flood_of_values_shares_one_row_and_touches_no_other_view() {
    static CALLS: Measure<i64> = Measure::new("rows/flood", "1");
    static NARROW: View =
        View::new("rows/flood/narrow", &CALLS, Aggregation::Count).columns(&[STATUS]).rows_max(10);
    static WIDE: View = View::new("rows/flood/wide", &CALLS, Aggregation::Count).columns(&[STATUS]);
    census::register(&NARROW).expect("a name of its own");
    census::register(&WIDE).expect("a name of its own");
    let refused = || count(&census::snapshot(), "census/overflowed_records");
    let before = refused();
    for at in 0..100 {
        CALLS.record_with(1, &[(STATUS, &at.to_string())]);
    }
    CALLS.record_with(1, &[(STATUS, "3")]);
    let narrow = census::read("rows/flood/narrow").expect("the view");
    assert_eq!(narrow.rows().len(), 11);
    assert_eq!(narrow.count(), 101);
    assert!(narrow.to_string().contains("  status=(overflow)  count=90\n"), "{narrow}");
    assert!(narrow.to_string().contains("  status=3  count=2\n"), "{narrow}");
    assert!(refused() >= before + 90);
    assert_eq!(census::read("rows/flood/wide").expect("the view").rows().len(), 100);
}

#[test]
fn a_view_that_is_registered_again_begins_at_nothing() {
    static CALLS: Measure<i64> = Measure::new("rows/again", "1");
    static BY_STATUS: View = View::new("rows/again", &CALLS, Aggregation::Count).columns(&[STATUS]);
    let read = || census::read("rows/again").map(|view| view.to_string()).unwrap_or_default();
    let call = |status| CALLS.record_with(1, &[(STATUS, status)]);
    census::register(&BY_STATUS).expect("a name of its own");
    assert_eq!(read(), "rows/again [1]\n");
    ["a", "a", "b"].into_iter().for_each(call);
    assert_eq!(read(), "rows/again [1]\n  status=a  count=2\n  status=b  count=1\n");
    assert!(census::unregister("rows/again").is_some());
    call("a");
    census::register(&BY_STATUS).expect("the same view");
    assert_eq!(read(), "rows/again [1]\n");
    call("b");
    assert_eq!(read(), "rows/again [1]\n  status=b  count=1\n");
}

#[test]
fn a_record_takes_the_current_tags_and_those_that_are_given_before_them() {
    static CALLS: Measure<i64> = Measure::new("rows/current", "1");
    static VIEW: View =
        View::new("rows/current", &CALLS, Aggregation::Sum).columns(&[REGION, STATUS]);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    let eu = TagMap::new().edit().insert(REGION, "eu").build().expect("tags");
    {
        let _in_eu = eu.clone().enter();
        CALLS.record(1);
        CALLS.record(1); // By what is remembered of the first.
        CALLS.record_with(10, &[(STATUS, "ok")]);
        CALLS.record_with(100, &[(REGION, "us"), (STATUS, "ok")]);
        let inner = TagMap::current().edit().upsert(STATUS, "new").delete(REGION).build();
        inner.expect("tags").scope(|| CALLS.record(1000));
        CALLS.record(1);
    }
    let handle = scope.handle();
    thread::spawn(move || handle.run(|| eu.scope(|| CALLS.record(1)))).join().expect("a thread");
    CALLS.record(10_000);
    assert_eq!(
        scope.snapshot().only("rows/current").to_string(),
        "rows/current [1]\n  sum=10000\n  status=new  sum=1000\n  region=eu  sum=4\n  \
         region=eu  status=ok  sum=10\n  region=us  status=ok  sum=100\n"
    );
}

#[test]
fn maps_of_equal_tags_share_a_row_however_many_there_are() {
    static CALLS: Measure<i64> = Measure::new("rows/maps", "1");
    static VIEW: View = View::new("rows/maps", &CALLS, Aggregation::Count).columns(&[STATUS]);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    for at in 0..1000 {
        let tags = TagMap::new().edit().insert(STATUS, at % 3).build().expect("tags");
        tags.scope(|| CALLS.record(1));
    }
    assert_eq!(
        scope.snapshot().only("rows/maps").to_string(),
        "rows/maps [1]\n  status=0  count=334\n  status=1  count=333\n  status=2  count=333\n"
    );
}

#[test]
fn a_row_is_told_by_each_of_its_values_whole() {
    static CALLS: Measure<i64> = Measure::new("rows/told", "1");
    static VIEW: View = View::new("rows/told", &CALLS, Aggregation::Count)
        .columns(&[REGION, STATUS])
        .rows_max(5000);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    // Of all lengths at which another way of comparing begins; equal at both ends, not between.
    let long = |middle: &str| format!("0123456789{middle}0123456789");
    let mut values: Vec<String> = (0..40).map(|length| "x".repeat(length)).collect();
    values.extend(["ab", "a", "b", "bc", "c", "abc", "abd", "acb"].map(str::to_owned));
    values.extend(["", "a", "b", "ab", "ba"].map(long));
    values.sort();
    values.dedup();
    for round in 0..3 {
        for one in &values {
            for other in &values {
                let tags = [(REGION, &**one), (STATUS, &**other)];
                match round {
                    0 => CALLS.record_with(1, &tags),
                    1 => CALLS.record_with(1, &[tags[1], tags[0]]),
                    // At once again: by what the thread remembers.
                    _ => (0..2).for_each(|_| CALLS.record_with(1, &tags)),
                }
            }
        }
    }
    let snapshot = scope.snapshot();
    let rows = snapshot.view("rows/told").expect("the view").rows();
    assert_eq!(rows.len(), values.len().pow(2));
    assert!(rows.iter().all(|row| row.data == census::Data::Count(4)));
}

#[test]
fn a_value_of_any_type_is_that_of_its_text() {
    static CALLS: Measure<i64> = Measure::new("rows/any_type", "1");
    static VIEW: View =
        View::new("rows/any_type", &CALLS, Aggregation::Count).columns(&[REGION, STATUS]);
    const OTHER: TagKey = TagKey::new("other");
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    let (text, code) = ("-404".to_owned(), Some(-404_i16));
    let region = TagMap::new().edit().insert(REGION, "true").build().expect("a tag");
    for _ in 0..3 {
        // In every form that there is, twelve times the same row.
        CALLS.record_with(1, &[(REGION, "true"), (STATUS, "-404")]);
        CALLS.record_with(1, &[(STATUS, "-404"), (REGION, "true")][..]);
        CALLS.record_with(1, ((REGION, true), (STATUS, -404)));
        CALLS.record_with(1, ((STATUS, &text), (REGION, "true"), (OTHER, 1_u128)));
        CALLS.record_with(1, ((REGION, TagValue::from(true)), (STATUS, code)));
        CALLS.record_with(1, &vec![(REGION, Some("true")), (OTHER, None), (STATUS, Some("-404"))]);
        let many: Vec<_> = [(OTHER, None), (OTHER, Some("x"))].repeat(20);
        let many = [&many[..], &[(REGION, Some("true")), (STATUS, Some("-404"))]].concat();
        CALLS.record_with(1, &many);
        CALLS
            .record_with(1, &many.iter().filter(|tag| tag.0 != OTHER).copied().collect::<Vec<_>>());
        region.clone().scope(|| {
            CALLS.record_with(1, (STATUS, text.as_str()));
            CALLS.record_with(1, ((STATUS, code), (REGION, None::<bool>)));
            CALLS.record_with(1, &[(STATUS, &text)]);
            CALLS.record_with(1, ((STATUS, std::borrow::Cow::Borrowed("-404")),));
        });
    }
    let snapshot = scope.snapshot();
    let shown = snapshot.view("rows/any_type").expect("the view").to_string();
    assert_eq!(shown, "rows/any_type [1]\n  region=true  status=-404  count=36\n");
}

#[test]
fn a_thread_knows_a_row_by_all_tags_and_no_others() {
    static CALLS: Measure<i64> = Measure::new("rows/known", "1");
    static VIEW: View =
        View::new("rows/known", &CALLS, Aggregation::Count).columns(&[REGION, STATUS]);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    // The same key, elsewhere in memory; and one that lies at the same place, and is shorter.
    let status: &'static str = String::from("status").leak();
    let (same, shorter) = (TagKey::new(status), TagKey::new(&status[..4]));
    for _ in 0..3 {
        CALLS.record_with(1, &[(REGION, "eu")]);
        CALLS.record_with(1, &[(REGION, "eu"), (same, "ok")]);
        CALLS.record_with(1, &[(REGION, "eu"), (shorter, "ok")]);
        CALLS.record_with(1, &[(REGION, "eu"), (STATUS, "ok")]);
        CALLS.record_with(1, &[(STATUS, "eu"), (REGION, "ok")]);
        CALLS.record_with(1, &[(REGION, "eu"), (STATUS, "ok"), (shorter, "no")]);
        CALLS.record_with(1, &[(REGION, "eu"), (REGION, "us"), (STATUS, "ok")]);
    }
    assert_eq!(
        scope.snapshot().only("rows/known").to_string(),
        "rows/known [1]\n  region=eu  count=6\n  region=eu  status=ok  count=12\n  \
         region=ok  status=eu  count=3\n"
    );
}

#[test]
fn threads_that_reach_the_limit_together_lose_nothing_and_count_nothing_twice() {
    static CALLS: Measure<i64> = Measure::new("rows/cap", "1");
    static VIEW: View =
        View::new("rows/cap", &CALLS, Aggregation::Count).columns(&[STATUS]).rows_max(50);
    census::register(&VIEW).expect("a name of its own");
    let scope = testing::scope();
    let handle = scope.handle();
    let names: Vec<String> = (0..200).map(|at| at.to_string()).collect();
    let start = std::sync::Barrier::new(8);
    thread::scope(|threads| {
        for thread in 0..8 {
            let (handle, names, start) = (&handle, &names, &start);
            threads.spawn(move || {
                handle.run(|| {
                    start.wait();
                    for at in 0..4000 {
                        // Each begins with names of its own.
                        let name = &names[(at + thread * 25) % names.len()];
                        CALLS.record_with(1, &[(STATUS, name)]);
                    }
                });
            });
        }
    });
    let snapshot = scope.snapshot();
    let view = snapshot.view("rows/cap").expect("the view");
    assert_eq!(view.rows().len(), 51);
    assert_eq!(view.count(), 32_000);
    for row in view.rows() {
        let is_overflow = row.tags[0].as_deref() == Some("(overflow)");
        let census::Data::Count(count) = row.data else { panic!("{row:?}") };
        assert!(if is_overflow { count >= 150 * 160 } else { count <= 160 }, "{row:?}");
    }
}

#[test]
fn a_sum_of_zero_is_a_row_and_nothing_is_none() {
    static BYTES: Measure<i64> = Measure::new("rows/zero", "By");
    static SHARE: Measure<f64> = Measure::new("rows/zero/share", "1");
    static WHOLE: View = View::new("rows/zero/a", &BYTES, Aggregation::Sum).columns(&[STATUS]);
    static FLOAT: View = View::new("rows/zero/b", &SHARE, Aggregation::Sum).columns(&[STATUS]);
    let register = |view| census::register(view).expect("a name of its own");
    [&WHOLE, &FLOAT].into_iter().for_each(register);
    let scope = testing::scope();
    BYTES.record_with(0, &[(STATUS, "ok")]);
    BYTES.record_with(-1, &[(STATUS, "refused")]);
    SHARE.record_with(0.0, &[(STATUS, "ok")]);
    SHARE.record_with(f64::NAN, &[(STATUS, "refused")]);
    let shown = scope.snapshot().only("rows/zero/");
    assert_eq!(
        shown.to_string(),
        "rows/zero/a [By]\n  status=ok  sum=0\nrows/zero/b [1]\n  status=ok  sum=0\n"
    );
    for data in shown.views() {
        let least = data.rows()[0].start + std::time::Duration::from_millis(1);
        assert!(least <= shown.time(), "an interval that no backend takes");
    }
}

#[test]
fn the_librarys_own_views_are_read_by_their_names_too() {
    for name in ["census/overflowed_records", "census/refused_records", "census/exports"] {
        assert_eq!(census::read(name).map(|data| data.view().name()), Some(name));
    }
    assert!(census::read("census/nothing").is_none());
}

#[test]
fn of_a_key_that_is_given_twice_the_first_counts_in_every_view() {
    static ITEMS: Measure<i64> = Measure::new("rows/twice", "1");
    static ONE: View = View::new("rows/twice/one", &ITEMS, Aggregation::Count).columns(&[REGION]);
    static TWO: View =
        View::new("rows/twice/two", &ITEMS, Aggregation::Count).columns(&[STATUS, REGION]);
    static GOES: View = View::new("rows/twice/zgoes", &ITEMS, Aggregation::Count)
        .columns(&[STATUS, REGION])
        .rows_expire_after(std::time::Duration::from_secs(60));
    for view in [&ONE, &TWO, &GOES] {
        census::register(view).expect("a name of its own");
    }
    let scope = testing::scope();
    for _ in 0..3 {
        ITEMS.record_with(1, &[(REGION, "eu"), (REGION, "us"), (STATUS, "ok")]);
    }
    assert_eq!(
        scope.snapshot().only("rows/twice/").to_string(),
        "rows/twice/one [1]\n  region=eu  count=3\n\
         rows/twice/two [1]\n  status=ok  region=eu  count=3\n\
         rows/twice/zgoes [1]\n  status=ok  region=eu  count=3\n"
    );
}
