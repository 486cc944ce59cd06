//! The vectors of OpenCensus's own test suites (Go, Python and Node) that concern aggregations and
//! views, ported; each test names its vector. Where a suite holds a defect for right, the test has
//! the right value and says so.
//!
//! Those about rows are in `specification_tags.rs`, those about exemplars (A20, A21) in
//! `exemplars.rs` and `spans.rs`, those about pages in `scraped.rs` and with the exporter. Not
//! here: the order of keys of A05 and A06, which stays as it is given; `min` and `max` of A01 to
//! A03 and A09, which no backend is sent; the start of a gauge of A25, which is that of its row;
//! labels, namespaces and prefixes of an exporter (A64 to A68), which a scraper's configuration
//! gives.

use std::panic::catch_unwind;

use census::testing;
use census::{Aggregation, Bounds, Data, Distribution, Measure, Snapshot, TagKey, View};

/// Declares a measure and views on it, registers them, and records in a scope.
macro_rules! recorded {
    ($kind:ty, $unit:literal, [$($values:expr),*], $($name:literal: $aggregation:expr),+) => {{
        static MEASURE: Measure<$kind> =
            Measure::new(concat!($($name,)+ "/measure"), $unit);
        $({
            static VIEW: View = View::new($name, &MEASURE, $aggregation);
            census::register(&VIEW).expect("a free name");
        })+
        let scope = testing::scope();
        let values: &[$kind] = &[$($values),*];
        values.iter().for_each(|value| MEASURE.record(*value));
        scope.snapshot()
    }};
}

/// A08, first half: a measurement that was made before there was a view.
#[test]
fn a_measurement_counts_in_the_views_there_are_when_it_is_recorded() {
    static MEASURE: Measure<i64> = Measure::new("a08/early/measure", "1");
    static VIEW: View = View::new("a08/early", &MEASURE, Aggregation::Count);
    let scope = testing::scope();
    let measurement = MEASURE.measurement(1);
    measurement.record();
    assert!(scope.snapshot().view("a08/early").is_none());
    census::register(&VIEW).expect("a free name");
    measurement.record();
    let snapshot = scope.snapshot();
    assert_eq!(snapshot.view("a08/early").map(census::ViewData::count), Some(1));
}

/// A09 and A18, the exemplars: of a bucket the newest.
#[test]
fn of_each_bucket_the_newest_value_is_kept() {
    static GO: Measure<f64> = Measure::new("a09/measure", "1");
    static GO_VIEW: View = View::new("a09", &GO, between(&[1.0, 2.0]));
    static PYTHON: Measure<i64> = Measure::new("a18/measure", "1");
    static PYTHON_VIEW: View = View::new("a18", &PYTHON, between(&[1.0, 10.0, 100.0]));
    census::register(&GO_VIEW).expect("a free name");
    census::register(&PYTHON_VIEW).expect("a free name");
    let scope = testing::scope();
    let values = [0.5, 0.7, 1.2].into_iter();
    values.for_each(|value| GO.measurement(value).attach(&[("key", "value")]).record());
    (1..100).for_each(|value| PYTHON.measurement(value).attach(&[("key", "value")]).record());
    let snapshot = scope.snapshot();
    let exemplars = |name| -> Vec<f64> {
        let Data::Distribution(data) = &snapshot.view(name).expect("it").rows()[0].data else {
            panic!("{snapshot}")
        };
        data.exemplars.iter().map(census::Exemplar::value).collect()
    };
    assert_eq!(exemplars("a09"), [0.7, 1.2]);
    assert_eq!(exemplars("a18"), [9.0, 99.0]);
}

const fn between(bounds: &'static [f64]) -> Aggregation {
    Aggregation::Distribution(Bounds::new(bounds))
}

#[track_caller]
fn distribution(snapshot: &Snapshot, view: &str) -> Distribution {
    let row = snapshot.view(view).and_then(|view| view.rows().first()).expect("a row");
    let Data::Distribution(data) = &row.data else { panic!("{row:?}") };
    data.clone()
}

/// Mean and sum of squared deviations.
#[track_caller]
fn moments(snapshot: &Snapshot, view: &str) -> (f64, f64) {
    let data = distribution(snapshot, view);
    (data.mean(), data.sum_of_squared_deviation)
}

#[test]
fn a01_a_distribution_of_1_and_5() {
    let snapshot = recorded!(f64, "1", [1.0, 5.0], "a01": between(&[2.0]));
    assert_eq!(snapshot.only("a01").to_string(), "a01 [1]\n  count=2 sum=6 buckets=1 |2| 1\n");
    assert_eq!(moments(&snapshot, "a01"), (3.0, 8.0));
}

/// Records a value with something attached, and gives the buckets that have an exemplar.
macro_rules! attached {
    ($name:literal, $bounds:expr, [$($plain:expr),*], $value:expr) => {{
        static MEASURE: Measure<f64> = Measure::new(concat!($name, "/measure"), "1");
        static VIEW: View = View::new($name, &MEASURE, between(&$bounds));
        census::register(&VIEW).expect("a free name");
        let scope = testing::scope();
        let plain: &[f64] = &[$($plain),*];
        plain.iter().for_each(|value| MEASURE.record(*value));
        MEASURE.measurement($value).attach(&[("key", "value")]).record();
        let data = distribution(&scope.snapshot(), $name);
        assert!(data.exemplars.iter().all(|it| it.get("key") == Some("value")));
        let values: Vec<f64> = data.exemplars.iter().map(|it| it.value()).collect();
        (data.bucket_counts, values)
    }};
}

#[test]
fn a15_a_value_with_a_span_is_the_exemplar_of_its_bucket() {
    assert_eq!(attached!("exemplar/a15", [5.0, 10.0], [], 12.0), (vec![0, 0, 1], vec![12.0]));
}

#[test]
fn a20_a_sample_with_an_attachment_among_samples_without() {
    let (buckets, exemplars) = attached!(
        "exemplar/a20",
        [1.0, 2.0, 3.0, 4.0, 5.0],
        [0.5, 0.5, 1.0, 2.0, 2.5, 3.5, 4.0, 5.0],
        3.0
    );
    assert_eq!((buckets, exemplars), (vec![2, 1, 2, 2, 1, 1], vec![3.0]));
}

#[test]
fn a21_a_value_between_bounds_with_attachments() {
    assert_eq!(attached!("exemplar/a21", [2.0, 4.0, 6.0], [], 5.0), (vec![0, 0, 1, 0], vec![5.0]));
}

#[test]
fn a04_a_sum_of_1_and_5() {
    let snapshot = recorded!(f64, "1", [1.0, 5.0], "a04": Aggregation::Sum);
    assert_eq!(snapshot.only("a04").to_string(), "a04 [1]\n  sum=6\n");
}

#[test]
fn a05_a_view_is_described_by_its_measure_unless_it_says_otherwise() {
    static MEASURE: Measure<i64> = Measure::new("a05/m1", "1").describe("desc desc");
    static VIEW: View = View::new("a05/m1", &MEASURE, Aggregation::Sum);
    static OTHER: View = View::new("a05/m2", &MEASURE, Aggregation::Sum).describe("its own");
    assert_eq!((VIEW.description(), OTHER.description()), ("desc desc", "its own"));
}

#[test]
fn a07_and_a19_bounds_are_kept_as_they_are_or_refused() {
    // Go sorts (2, 1) and (2, 0, 1) silently; that hides a slip of the pen.
    assert_eq!(
        Bounds::checked(&[2.0, 1.0]).expect_err("unsorted").to_string(),
        "bounds must be strictly increasing (bound 1)"
    );
    for unsorted in [&[2.0, 0.0, 1.0], &[1.0, 3.0, 2.0], &[1.0, 1.0, 2.0]] {
        assert!(Bounds::checked(unsorted).is_err(), "{unsorted:?}");
    }
    // Go refuses negative bounds, and all drop 0; temperatures have both.
    let all = [-2.0, -1.0, 0.0, 1.0, 2.0];
    let kept = Bounds::checked(&[-2.0, -1.0, 0.0, 1.0, 2.0]).expect("sorted");
    assert!(kept.iter().eq(all));
    assert!(Bounds::checked(&[-1.0, 2.0]).is_ok_and(|bounds| bounds.len() == 2));
    assert!(Bounds::checked(&[-2.0, -1.0]).is_ok_and(|bounds| bounds.len() == 2));
}

#[test]
fn a08_a_view_has_nothing_of_before_its_registration() {
    static MEASURE: Measure<i64> = Measure::new("a08/m", "1");
    static VIEW: View = View::new("a08/v", &MEASURE, Aggregation::Count);
    MEASURE.record(1);
    assert!(census::read("a08/v").is_none());
    census::register(&VIEW).expect("a free name");
    assert_eq!(census::read("a08/v").map(|data| data.count()), Some(0));
    MEASURE.record(1);
    assert_eq!(census::read("a08/v").map(|data| data.count()), Some(1));
}

#[test]
fn a08_to_register_and_unregister_is_never_an_error() {
    static WHOLE: Measure<i64> = Measure::new("a08/whole", "1");
    static FLOAT: Measure<f64> = Measure::new("a08/float", "1");
    const SPREAD: Aggregation = between(&[1.0, 2.0, 4.0, 8.0, 16.0]);
    static VIEWS: [View; 6] = [
        View::new("a08/parity", &WHOLE, Aggregation::Count),
        View::new("a08/parity", &WHOLE, Aggregation::Sum),
        View::new("a08/parity", &WHOLE, SPREAD),
        View::new("a08/parity", &FLOAT, Aggregation::Count),
        View::new("a08/parity", &FLOAT, Aggregation::Sum),
        View::new("a08/parity", &FLOAT, SPREAD),
    ];
    for view in (0..10).flat_map(|_| &VIEWS) {
        census::register(view).expect("a free name");
        census::register(view).expect("the same view");
        assert!(std::ptr::eq(census::unregister("a08/parity").expect("a view"), view));
    }
}

#[test]
fn a09_the_moments_of_0_5_and_0_7_and_1_2() {
    const BOUNDS: Aggregation = between(&[1.0, 2.0]);
    let one = recorded!(f64, "1", [0.5], "a09/one": BOUNDS);
    let two = recorded!(f64, "1", [0.5, 0.7], "a09/two": BOUNDS);
    let three = recorded!(f64, "1", [0.5, 0.7, 1.2], "a09/three": BOUNDS);
    assert_eq!(distribution(&one, "a09/one").bucket_counts, [1, 0, 0]);
    assert_eq!(distribution(&two, "a09/two").bucket_counts, [2, 0, 0]);
    assert_eq!(distribution(&three, "a09/three").bucket_counts, [2, 1, 0]);
    assert_eq!(moments(&one, "a09/one"), (0.5, 0.0));
    assert_eq!(moments(&two, "a09/two").0, 0.6);
    assert_eq!(moments(&three, "a09/three").0, 0.7999999999999999);
}

#[test]
fn a10_one_name_is_not_an_int64_and_a_float64_measure() {
    // Go lets both feed all views of the name: 7.2, and an Int64 that is none.
    static WHOLE: Measure<i64> = Measure::new("a10/m", "1");
    static FLOAT: Measure<f64> = Measure::new("a10/m", "1");
    static ONE: View = View::new("a10/whole", &WHOLE, Aggregation::Sum);
    static OTHER: View = View::new("a10/float", &FLOAT, Aggregation::Sum);
    census::register(&ONE).expect("a free name");
    census::register(&OTHER).expect_err("a measure of another kind");
    let scope = testing::scope();
    WHOLE.record(5);
    FLOAT.record(2.2);
    assert_eq!(scope.snapshot().only("a10").to_string(), "a10/whole [1]\n  sum=5\n");
}

#[test]
fn a12_another_view_of_the_same_name_is_an_error() {
    static MEASURE: Measure<i64> = Measure::new("a12/m", "1");
    static COUNT: View = View::new("a12/vf1", &MEASURE, Aggregation::Count);
    static SUM: View = View::new("a12/vf1", &MEASURE, Aggregation::Sum).describe("other");
    census::register(&COUNT).expect("a free name");
    let conflict = census::register(&SUM).expect_err("a name that is taken").to_string();
    assert!(conflict.starts_with("view `a12/vf1` is already declared with aggregation `count`"));
}

#[test]
fn a13_each_registered_view_has_each_record() {
    static MEASURE: Measure<f64> = Measure::new("a13/m", "1");
    static ONE: View = View::new("a13/v1", &MEASURE, Aggregation::Count);
    static TWO: View = View::new("a13/v2", &MEASURE, Aggregation::Count);
    let read = |name| census::read(name).map(|data| data.count());
    (0..2).for_each(|_| MEASURE.record(1.0));
    assert_eq!((read("a13/v1"), read("a13/v2")), (None, None));
    census::register(&ONE).expect("a free name");
    (0..2).for_each(|_| MEASURE.record(1.0));
    assert_eq!((read("a13/v1"), read("a13/v2")), (Some(2), None));
    census::unregister("a13/v1").expect("a view");
    census::register(&ONE).expect("a free name");
    census::register(&TWO).expect("a free name");
    (0..2).for_each(|_| MEASURE.record(1.0));
    assert_eq!((read("a13/v1"), read("a13/v2")), (Some(2), Some(2)));
}

#[test]
fn a14_every_export_of_a_series_has_the_same_start() {
    static MEASURE: Measure<i64> = Measure::new("a14/m", "1");
    static VIEW: View = View::new("a14/v", &MEASURE, Aggregation::Count);
    census::register(&VIEW).expect("a free name");
    let taken: Vec<_> = (0..3)
        .map(|_| {
            (0..4).for_each(|_| MEASURE.record(1));
            let snapshot = census::snapshot();
            (snapshot.view("a14/v").expect("a view").rows()[0].start, snapshot.time())
        })
        .collect();
    assert!(taken.iter().all(|(start, _)| *start == taken[0].0), "{taken:?}");
    assert!(taken.windows(2).all(|two| two[0].1 < two[1].1), "{taken:?}");
    // The end is after the start, by the least that a backend takes (§5.4).
    let interval = taken[0].1.duration_since(taken[0].0).expect("an end after the start");
    assert!(interval.as_millis() >= 1, "{interval:?}");
}

#[test]
fn a15_a_value_past_all_bounds_is_in_the_last_bucket() {
    let snapshot = recorded!(f64, "1", [12.0], "a15": between(&[5.0, 10.0]));
    assert_eq!(
        snapshot.only("a15").to_string(),
        "a15 [1]\n  count=1 sum=12 buckets=0 |5| 0 |10| 1\n"
    );
}

#[test]
fn a16_the_deviation_of_1_and_3() {
    // Python begins with one value that already deviates from itself by 2, and has 4.
    let snapshot = recorded!(i64, "1", [1, 3], "a16/two": between(&[]));
    assert_eq!(moments(&snapshot, "a16/two"), (2.0, 2.0));
    let snapshot = recorded!(i64, "1", [3], "a16/one": between(&[]));
    assert_eq!(moments(&snapshot, "a16/one"), (3.0, 0.0));
}

#[test]
fn a17_a_value_is_counted_in_its_bucket() {
    let middle = recorded!(f64, "1", [0.2, 1.0, 2.0, 1.0], "a17/middle": between(&[0.25, 1.5]));
    assert_eq!(distribution(&middle, "a17/middle").bucket_counts, [1, 2, 1]);
    let last = recorded!(f64, "1", [0.2, 0.3, 1.0, 2.0, 1.0], "a17/last": between(&[0.25, 0.5]));
    assert_eq!(distribution(&last, "a17/last").bucket_counts, [1, 1, 3]);
    let none = recorded!(f64, "1", [], "a17/none": between(&[1.0]));
    assert_eq!(moments(&none, "a17/none"), (0.0, 0.0));
}

#[test]
fn a18_the_numbers_from_1_to_99() {
    static MEASURE: Measure<i64> = Measure::new("a18/m", "1");
    static SPREAD: View = View::new("a18/spread", &MEASURE, between(&[1.0, 10.0, 100.0]));
    // Python has no histogram without bounds, and fails to export one.
    static WHOLE: View = View::new("a18/whole", &MEASURE, between(&[]));
    census::register(&SPREAD).expect("a free name");
    census::register(&WHOLE).expect("a free name");
    let scope = testing::scope();
    (1..=99).for_each(|value| MEASURE.record(value));
    let snapshot = scope.snapshot();
    assert_eq!(
        snapshot.only("a18").to_string(),
        "a18/spread [1]\n  count=99 sum=4950 buckets=0 |1| 9 |10| 90 |100| 0\n\
         a18/whole [1]\n  count=99 sum=4950 buckets=99\n"
    );
    assert_eq!(moments(&snapshot, "a18/spread"), (50.0, 80850.0));
    assert_eq!(moments(&snapshot, "a18/whole"), (50.0, 80850.0));
}

#[test]
fn a20_and_a21_a_value_on_a_bound_is_in_the_bucket_above_it() {
    let bounds = between(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(bounds.to_string(), "distribution[1, 2, 3, 4, 5]");
    const BOUNDS: Aggregation = between(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    let snapshot = recorded!(i64, "1", [0, 1, 1, 2, 3], "a20": BOUNDS);
    assert_eq!(distribution(&snapshot, "a20").bucket_counts, [1, 2, 1, 1, 0, 0]);
    let (mean, deviation) = moments(&snapshot, "a20");
    assert_eq!((mean, (deviation * 1e12).round()), (1.4, 5.2e12));
    let snapshot = recorded!(i64, "1", [5], "a21": between(&[2.0, 4.0, 6.0]));
    assert_eq!(distribution(&snapshot, "a21").bucket_counts, [0, 0, 1, 0]);
}

#[test]
fn a22_a_column_twice_is_refused() {
    static MEASURE: Measure<i64> = Measure::new("a22/m", "1");
    const KEYS: &[TagKey] = &[TagKey::new("one"), TagKey::new("two"), TagKey::new("one")];
    let twice = || View::new("a22/v", &MEASURE, Aggregation::Count).columns(KEYS);
    assert!(catch_unwind(twice).is_err());
}

#[test]
fn a23_and_a27_a_count_is_whole_and_has_no_unit() {
    // Python and Node give it the measure's.
    const COUNT: Aggregation = Aggregation::Count;
    let snapshot = recorded!(i64, "By", [2, 4], "a23/whole": COUNT);
    assert_eq!(snapshot.only("a23/whole").to_string(), "a23/whole [1]\n  count=2\n");
    let snapshot = recorded!(f64, "ms", [1.5, 5.4], "a23/float": COUNT);
    assert_eq!(snapshot.only("a23/float").to_string(), "a23/float [1]\n  count=2\n");
}

#[test]
fn a24_and_a27_a_sum_is_of_its_measures_kind_and_unit() {
    let snapshot = recorded!(i64, "By", [2, 4], "a24/whole": Aggregation::Sum);
    assert_eq!(snapshot.only("a24/whole").to_string(), "a24/whole [By]\n  sum=6\n");
    let snapshot = recorded!(f64, "ms", [1.5, 5.4], "a24/float": Aggregation::Sum);
    assert_eq!(snapshot.only("a24/float").to_string(), "a24/float [ms]\n  sum=6.9\n");
    // Go makes every unit but `1`, `By` and `ms` a `1`.
    let snapshot = recorded!(f64, "s", [1.5], "a24/seconds": Aggregation::Sum);
    assert_eq!(snapshot.only("a24/seconds").to_string(), "a24/seconds [s]\n  sum=1.5\n");
}

#[test]
fn a25_a_last_value_is_the_latest_and_none_before_the_first() {
    let snapshot = recorded!(i64, "1", [2, 4], "a25/whole": Aggregation::LastValue);
    assert_eq!(snapshot.only("a25/whole").to_string(), "a25/whole [1]\n  last=4\n");
    let snapshot = recorded!(f64, "1", [], "a25/none": Aggregation::LastValue);
    assert_eq!(snapshot.only("a25/none").to_string(), "a25/none [1]\n");
}

#[test]
fn a25_a_record_without_tags_is_a_row_whose_tags_are_absent_and_not_empty() {
    static MEASURE: Measure<f64> = Measure::new("a25/m", "1");
    const KEYS: &[TagKey] = &[TagKey::new("k1"), TagKey::new("k2")];
    static VIEW: View = View::new("a25/v", &MEASURE, Aggregation::LastValue).columns(KEYS);
    census::register(&VIEW).expect("a free name");
    let scope = testing::scope();
    MEASURE.record(5.4);
    let snapshot = scope.snapshot();
    let rows = snapshot.view("a25/v").expect("a view").rows();
    assert_eq!((rows.len(), &rows[0].tags[..]), (1, &[None, None][..]));
    assert_eq!(snapshot.only("a25/v").to_string(), "a25/v [1]\n  last=5.4\n");
}

#[test]
fn a26_a_distribution_of_2_and_4_with_a_bound_of_2() {
    let snapshot = recorded!(i64, "1", [2, 4], "a26": between(&[2.0]));
    assert_eq!(snapshot.only("a26").to_string(), "a26 [1]\n  count=2 sum=6 buckets=0 |2| 2\n");
    assert_eq!(moments(&snapshot, "a26"), (3.0, 2.0));
}
