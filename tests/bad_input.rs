//! Names, bounds, units and values of every wrong kind, at run time: each gets an error that says
//! what is wrong, or is refused and counted, and nothing else is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use census::__private::{assert_name, nanoseconds};
use census::testing;
use census::{Aggregation, Bounds, Data, Measure, Number, Snapshot, TagKey, View};
use census_tests::count;

static ITEMS: Measure<i64> = Measure::new("bad/items", "1");
static VIEW: View = View::new("bad/items/count", &ITEMS, Aggregation::Count);

/// Names that are wrong, and what is said of them.
fn names() -> Vec<(String, &'static str)> {
    const CHARACTERS: &str = "a name is made of ASCII letters, digits, `_`, `.`, `-` and `/`";
    const START: &str = "a name must start with a letter";
    const SEGMENT: &str = "a name must not have an empty segment between its `/`";
    let names = [
        ("", "a name must not be empty"),
        ("2fast", START),
        ("/bad", START),
        ("_bad", START),
        (" bad", START),
        ("bad name", CHARACTERS),
        ("bad\0", CHARACTERS),
        ("bad\n# HELP", CHARACTERS),
        ("bad\"}", CHARACTERS),
        ("bäd", CHARACTERS),
        ("bad/", SEGMENT),
        ("bad//name", SEGMENT),
        ("census/bad", "names under `census/` belong to the library's own measures"),
    ];
    let long = ("a".repeat(168), "a name has at most 167 bytes");
    names.map(|(name, why)| (name.to_owned(), why)).into_iter().chain([long]).collect()
}

/// What something says when it panics.
#[track_caller]
fn panics<R>(act: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(act()))).expect_err("a panic");
    let said = panic.downcast_ref::<&str>().map(ToString::to_string);
    said.or_else(|| panic.downcast_ref::<String>().cloned()).expect("a panic that says something")
}

#[test]
fn a_wrong_name_is_an_error_that_says_why() {
    census::register(&VIEW).expect("a free name");
    for (name, why) in names() {
        let error = View::builder(name.clone(), "bad/items").count().expect_err(&name);
        assert_eq!(error.to_string(), format!("view `{name}` cannot be registered: {why}"));
        let name: &'static str = name.leak();
        assert_eq!(panics(|| Measure::<i64>::new(name, "1")), why);
        assert_eq!(panics(|| View::new(name, &ITEMS, Aggregation::Count)), why);
        assert_eq!(panics(|| assert_name(name)), why);
    }
    let longest = "a".repeat(167);
    View::builder(longest.clone(), "bad/items").count().expect("167 bytes are legal");
    census::unregister(&longest).expect("a view");
}

#[test]
fn a_wrong_measure_is_an_error_that_says_what_to_do() {
    for name in ["bad/unknown", "", "census/exports", "bad/items "] {
        let error = View::builder("bad/further", name).sum().expect_err(name).to_string();
        let way_out = "it is known once it is linked or has recorded";
        assert_eq!(error, format!("there is no measure `{name}`: {way_out}"));
    }
}

#[test]
fn wrong_bounds_are_an_error_that_points_at_the_wrong_one() {
    const FINITE: &str = "a bound must be a finite number (bound ";
    const INCREASING: &str = "bounds must be strictly increasing (bound ";
    census::register(&VIEW).expect("a free name");
    let wrong: [(&'static [f64], String); 8] = [
        (&[f64::NAN], format!("{FINITE}0)")),
        (&[0.0, f64::INFINITY], format!("{FINITE}1)")),
        (&[f64::NEG_INFINITY, 0.0], format!("{FINITE}0)")),
        (&[1.0, 2.0, 2.0], format!("{INCREASING}2)")),
        (&[-0.0, 0.0], format!("{INCREASING}1)")),
        (&[3.0, 1.0], format!("{INCREASING}1)")),
        (&[1.0, f64::NAN, 0.0], format!("{FINITE}1)")),
        (&[0.0; 201], "a distribution has at most 200 bounds, not 201".to_owned()),
    ];
    for (bounds, why) in wrong {
        assert_eq!(Bounds::checked(bounds).expect_err(&why).to_string(), why);
        let view = View::builder("bad/further", "bad/items");
        assert_eq!(view.distribution(bounds).expect_err(&why).to_string(), why);
        assert!(why.starts_with(&panics(|| Bounds::new(bounds))));
    }
    let most: Vec<f64> = (0..200).map(f64::from).collect();
    View::builder("bad/most", "bad/items").distribution(&most).expect("200 bounds are legal");
    census::unregister("bad/most").expect("a view");
}

#[test]
fn wrong_bounds_of_a_latency_and_wrong_units_and_keys_are_compile_time_errors() {
    let [one, two] = [1, 2].map(Duration::from_secs);
    let increasing = "bounds must be strictly increasing";
    assert_eq!(panics(|| nanoseconds::<2>(&[two, one])), increasing);
    assert_eq!(panics(|| nanoseconds::<2>(&[one, one])), increasing);
    let many = "a distribution has at most 200 bounds";
    assert_eq!(panics(|| nanoseconds::<201>(&[one; 201])), many);
    assert!(panics(|| nanoseconds::<1>(&[Duration::MAX])).starts_with("a bound must be less than"));
    for unit in ["", "m s", "ms\n", "µs"] {
        assert!(panics(|| Measure::<f64>::new("bad/unit", unit)).starts_with("a unit is a UCUM"));
    }
    for key in ["", "k\n", "schlüssel"] {
        assert!(panics(|| TagKey::new(key)).starts_with("a tag key is 1 to 255 bytes"));
    }
}

fn refused() -> u64 {
    count(&census::snapshot(), "census/refused_records")
}

/// The only test here that may be refused a record: it counts them.
#[test]
fn a_wrong_value_is_refused_and_counted_and_nothing_else_is_lost() {
    static WHOLE: Measure<i64> = Measure::new("bad/whole", "1");
    static WHOLE_SUM: View = View::new("bad/whole/sum", &WHOLE, Aggregation::Sum);
    static WHOLE_COUNT: View = View::new("bad/whole/count", &WHOLE, Aggregation::Count);
    static FLOAT: Measure<f64> = Measure::new("bad/float", "1");
    const SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(&[0.0]));
    static FLOAT_COUNT: View = View::new("bad/float/count", &FLOAT, Aggregation::Count);
    static FLOAT_LAST: View = View::new("bad/float/last", &FLOAT, Aggregation::LastValue);
    static FLOAT_SPREAD: View = View::new("bad/float/spread", &FLOAT, SPREAD);
    static FLOAT_SUM: View = View::new("bad/float/sum", &FLOAT, Aggregation::Sum);
    for view in [&WHOLE_SUM, &WHOLE_COUNT, &FLOAT_COUNT, &FLOAT_LAST, &FLOAT_SPREAD, &FLOAT_SUM] {
        census::register(view).expect("a free name");
    }
    let scope = testing::scope();
    let before = refused();
    let refusals = |act: &dyn Fn()| {
        let before = refused();
        act();
        refused() - before
    };
    FLOAT.record(1.5);
    for value in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(refusals(&|| FLOAT.record(value)), 1);
    }
    // A sum refuses what the others take.
    assert_eq!(refusals(&|| FLOAT.record(-2.5)), 1);
    assert_eq!(refusals(&|| WHOLE.record(-1)), 1);
    assert_eq!(refusals(&|| WHOLE.record(i64::MIN)), 1);
    assert_eq!(refusals(&|| FLOAT.record(-0.0)), 0);
    // A value of the other type.
    let (whole, float) = (WHOLE.any().name(), FLOAT.any().name());
    let [whole, float] = [whole, float].map(|name| census::measure(name).expect("a measure"));
    assert_eq!(refusals(&|| whole.record(1.0)), 1);
    assert_eq!(refusals(&|| float.record(1)), 1);
    assert_eq!(refusals(&|| float.record(f64::NAN)), 1);
    whole.record(7);
    float.record(0.5);
    assert_eq!(refused() - before, 10);
    assert_eq!(
        scope.snapshot().only("bad/float").to_string(),
        "bad/float/count [1]\n  count=4\nbad/float/last [1]\n  last=0.5\n\
         bad/float/spread [1]\n  count=4 sum=-0.5 buckets=1 |0| 3\nbad/float/sum [1]\n  sum=2\n"
    );
    assert_eq!(
        scope.snapshot().only("bad/whole").to_string(),
        "bad/whole/count [1]\n  count=3\nbad/whole/sum [1]\n  sum=7\n"
    );
}

#[test]
fn a_sum_past_the_last_i64_stays_there_and_is_counted() {
    static WHOLE: Measure<i64> = Measure::new("bad/large", "1");
    static SUM: View = View::new("bad/large/sum", &WHOLE, Aggregation::Sum);
    census::register(&SUM).expect("a free name");
    let scope = testing::scope();
    let saturated = || count(&census::snapshot(), "census/saturated_records");
    let before = saturated();
    let sum = |expected: i64| {
        let expected = format!("bad/large/sum [1]\n  sum={expected}\n");
        assert_eq!(scope.snapshot().only("bad/large").to_string(), expected);
    };
    WHOLE.record(i64::MAX - 1);
    sum(i64::MAX - 1);
    WHOLE.record(1);
    sum(i64::MAX);
    assert_eq!(saturated(), before);
    WHOLE.record(1);
    WHOLE.record(i64::MAX);
    sum(i64::MAX);
    assert_eq!(saturated(), before + 2);
    // On another thread, in other cells: no cell overflows, but their sum.
    let handle = scope.handle();
    thread::spawn(move || handle.run(|| WHOLE.record(i64::MAX))).join().expect("a thread");
    sum(i64::MAX);
}

fn distribution(snapshot: &Snapshot, view: &str) -> census::Distribution {
    match &snapshot.view(view).expect("a view").rows()[0].data {
        Data::Distribution(distribution) => distribution.clone(),
        other => panic!("{other}"),
    }
}

#[test]
fn the_extremes_of_i64_have_a_sum_and_a_mean() {
    static WHOLE: Measure<i64> = Measure::new("bad/extreme", "1");
    const SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(&[-9.3e18, 0.0, 9.3e18]));
    static VIEW: View = View::new("bad/extreme/spread", &WHOLE, SPREAD);
    census::register(&VIEW).expect("a free name");
    let scope = testing::scope();
    WHOLE.record(i64::MIN);
    WHOLE.record(i64::MAX);
    let got = distribution(&scope.snapshot(), "bad/extreme/spread");
    assert_eq!((got.sum, got.bucket_counts), (Number::I64(-1), vec![0, 1, 1, 0]));
    (0..1000).for_each(|_| WHOLE.record(i64::MAX));
    // Regression: the sum stayed at the last i64, and the mean became a thousandth.
    let got = distribution(&scope.snapshot(), "bad/extreme/spread");
    let mean = i64::MAX as f64 * 1000.0 / 1002.0;
    assert!((got.mean() / mean - 1.0).abs() < 1e-9, "{} {mean}", got.mean());
    assert!(got.sum_of_squared_deviation.is_finite());
}

#[test]
fn sums_of_the_largest_f64_are_numbers_in_whatever_thread_they_overflow() {
    static FLOAT: Measure<f64> = Measure::new("bad/huge", "1");
    const SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(&[0.0]));
    static VIEW: View = View::new("bad/huge/spread", &FLOAT, SPREAD);
    static POSITIVE: Measure<f64> = Measure::new("bad/huge/positive", "1");
    static SUM: View = View::new("bad/huge/sum", &POSITIVE, Aggregation::Sum);
    census::register(&VIEW).expect("a free name");
    census::register(&SUM).expect("a free name");
    let scope = testing::scope();
    // Regression: one thread's sum was infinite, the other's minus infinite, and both no number.
    for value in [f64::MAX, f64::MIN] {
        let handle = scope.handle();
        let twice = move || handle.run(|| (0..2).for_each(|_| FLOAT.record(value)));
        thread::spawn(twice).join().expect("a thread");
    }
    for measure in [&FLOAT, &POSITIVE] {
        (0..2).for_each(|_| measure.record(f64::MAX));
    }
    let snapshot = scope.snapshot();
    let got = distribution(&snapshot, "bad/huge/spread");
    assert_eq!(got.bucket_counts, [2, 4]);
    assert!(got.sum.as_f64().is_finite() && got.sum_of_squared_deviation.is_finite(), "{got:?}");
    let Data::Sum(sum) = snapshot.view("bad/huge/sum").expect("a view").rows()[0].data else {
        panic!("{snapshot}")
    };
    assert_eq!(sum, Number::F64(f64::MAX));
}
