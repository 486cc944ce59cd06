//! The vectors of OpenCensus's Go suite that are about rows: which tags a row is told by, and what
//! is in it. Each test names its vector; starts are looked at as an order, since time goes on.

use census::{Aggregation, Bounds, Data, Measure, Snapshot, TagKey, TagMap, View, testing};

const K1: TagKey = TagKey::new("k1");
const K2: TagKey = TagKey::new("k2");
const K3: TagKey = TagKey::new("k3");

/// A record: a value, and its tags.
type Record<'a> = (f64, &'a [(TagKey, &'a str)]);

const A01: &[Record<'_>] = &[(1.0, &[(K1, "v1")]), (5.0, &[(K1, "v1")])];
const A02: &[Record<'_>] = &[(1.0, &[(K1, "v1")]), (5.0, &[(K2, "v2")])];
const A03: &[Record<'_>] = &[
    (1.0, &[(K1, "v1")]),
    (5.0, &[(K1, "v1"), (K3, "v3")]),
    (1.0, &[(K1, "v1 other")]),
    (5.0, &[(K2, "v2")]),
    (5.0, &[(K1, "v1"), (K2, "v2")]),
];

/// Records under the tags as the current ones, as Go does; or gives them for each.
fn record(measure: &'static Measure<f64>, records: &[Record<'_>], current: bool) {
    for (value, tags) in records {
        if !current {
            measure.record_with(*value, *tags);
            continue;
        }
        let add =
            |edit: census::tags::Edit, (key, value): &(TagKey, &str)| edit.insert(*key, *value);
        let map = tags.iter().fold(TagMap::new().edit(), add).build().expect("tags");
        map.scope(|| measure.record(*value));
    }
}

/// What a view on the records shows, in rows of a test scope; the same either way.
macro_rules! shown {
    ($name:literal, $aggregation:expr, $records:expr) => {{
        static MEASURE: Measure<f64> = Measure::new($name, "1");
        static VIEW: View = View::new($name, &MEASURE, $aggregation).columns(&[K1, K2]);
        census::register(&VIEW).expect("a free name");
        let [given, current] = [false, true].map(|current| {
            let scope = testing::scope();
            record(&MEASURE, $records, current);
            scope.snapshot().only($name)
        });
        assert_eq!(given.to_string(), current.to_string());
        given
    }};
}

const SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(&[2.0]));

/// Count, mean and sum of squared deviations of each row.
fn moments(snapshot: &Snapshot) -> Vec<(u64, f64, f64)> {
    let rows = snapshot.views()[0].rows().iter();
    rows.map(|row| match &row.data {
        Data::Distribution(data) => (data.count(), data.mean(), data.sum_of_squared_deviation),
        other => panic!("{other:?}"),
    })
    .collect()
}

#[test]
fn a01_two_records_of_one_tag_are_one_row() {
    let shown = shown!("a01", SPREAD, A01);
    assert_eq!(shown.to_string(), "a01 [1]\n  k1=v1  count=2 sum=6 buckets=1 |2| 1\n");
    assert_eq!(moments(&shown), [(2, 3.0, 8.0)]);
}

#[test]
fn a02_records_of_other_keys_are_other_rows() {
    let shown = shown!("a02", SPREAD, A02);
    assert_eq!(
        shown.to_string(),
        "a02 [1]\n  k2=v2  count=1 sum=5 buckets=0 |2| 1\n  \
         k1=v1  count=1 sum=1 buckets=1 |2| 0\n"
    );
    assert_eq!(moments(&shown), [(1, 5.0, 0.0), (1, 1.0, 0.0)]);
    let rows = shown.views()[0].rows();
    assert!(rows[1].start <= rows[0].start, "each begins with its first record");
    assert_eq!(rows[1].tags[1], None); // Absent, and not empty.
}

#[test]
fn a03_a_key_that_is_no_column_tells_no_row() {
    let shown = shown!("a03", SPREAD, A03);
    assert_eq!(
        shown.to_string(),
        "a03 [1]\n  k2=v2  count=1 sum=5 buckets=0 |2| 1\n  \
         k1=v1  count=2 sum=6 buckets=1 |2| 1\n  \
         k1=v1  k2=v2  count=1 sum=5 buckets=0 |2| 1\n  \
         k1=v1 other  count=1 sum=1 buckets=1 |2| 0\n"
    );
    assert_eq!(moments(&shown), [(1, 5.0, 0.0), (2, 3.0, 8.0), (1, 5.0, 0.0), (1, 1.0, 0.0)]);
}

#[test]
fn a04_the_same_records_as_sums() {
    const SUM: Aggregation = Aggregation::Sum;
    assert_eq!(shown!("a04/1", SUM, A01).to_string(), "a04/1 [1]\n  k1=v1  sum=6\n");
    assert_eq!(
        shown!("a04/2", SUM, A02).to_string(),
        "a04/2 [1]\n  k2=v2  sum=5\n  k1=v1  sum=1\n"
    );
    assert_eq!(
        shown!("a04/3", SUM, A03).to_string(),
        "a04/3 [1]\n  k2=v2  sum=5\n  k1=v1  sum=6\n  k1=v1  k2=v2  sum=5\n  k1=v1 other  sum=1\n"
    );
}

#[test]
fn a11_a_row_is_told_by_the_views_keys_only() {
    type Tags<'a> = &'a [(TagKey, &'a str)];
    static MEASURE: Measure<i64> = Measure::new("a11", "1");
    const COUNT: Aggregation = Aggregation::Count;
    static NONE: View = View::new("a11/none", &MEASURE, COUNT);
    static ONE: View = View::new("a11/k1", &MEASURE, COUNT).columns(&[K1]);
    static TWO: View = View::new("a11/k2", &MEASURE, COUNT).columns(&[K2]);
    static PAIR: View = View::new("a11/k3k1", &MEASURE, COUNT).columns(&[K3, K1]);
    let register = |view| census::register(view).expect("a free name");
    [&NONE, &ONE, &TWO, &PAIR].into_iter().for_each(register);
    let cases: [(Tags<'_>, &View, &str); 6] = [
        (&[], &ONE, ""),
        (&[(K2, "v2")], &NONE, ""),
        (&[(K2, "v2")], &ONE, ""),
        (&[(K2, "v2")], &TWO, "k2=v2  "),
        (&[(K1, "v1"), (K2, "v2")], &ONE, "k1=v1  "),
        (&[(K1, "v1"), (K2, "v2"), (K3, "v3")], &PAIR, "k3=v3  k1=v1  "),
    ];
    for (tags, view, row) in cases {
        let scope = testing::scope();
        MEASURE.record_with(1, tags);
        let data = scope.snapshot();
        let data = data.view(view.name()).expect("the view");
        assert_eq!(data.to_string(), format!("{} [1]\n  {row}count=1\n", view.name()));
    }
}

#[test]
fn a13_and_a23_every_view_has_the_row_of_both_tags() {
    static MEASURE: Measure<f64> = Measure::new("a13", "By");
    static ONE: View = View::new("a13/v1", &MEASURE, Aggregation::Count).columns(&[K1, K2]);
    static OTHER: View = View::new("a13/v2", &MEASURE, Aggregation::Count).columns(&[K1, K2]);
    assert!(census::read("a13/v1").is_none());
    [&ONE, &OTHER].into_iter().for_each(|view| census::register(view).expect("a free name"));
    let scope = testing::scope();
    for value in [1.5, 5.4] {
        MEASURE.record_with(value, &[(K1, "v1"), (K2, "v2")]);
    }
    assert_eq!(
        scope.snapshot().only("a13/").to_string(),
        "a13/v1 [1]\n  k1=v1  k2=v2  count=2\na13/v2 [1]\n  k1=v1  k2=v2  count=2\n"
    );
}
