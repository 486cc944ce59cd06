//! One name with two meanings: an error at `start()` that names both places, and the same from
//! `census::check()`, however the second came to be known.

use census::__private::{Asked, Call, Function, ITEMS, InFlight, Item, Latency, linkme};
use census::{Aggregation, Bounds, Measure, Outcome, StartError, TimeUnit, View};
use census_tests::{NOTHING, alone};

/// The three stand below it.
const LINE: u32 = line!();
static BYTES: Measure<i64> = Measure::new("conflicts/bytes", "By");
static SENT: View = View::new("conflicts/sent", &BYTES, Aggregation::Sum);
static ALSO_SENT: View = View::new("conflicts/sent", &BYTES, Aggregation::Count);

#[linkme::distributed_slice(ITEMS)]
#[linkme(crate = linkme)]
static FIRST: Item = Item::View(&SENT);
#[linkme::distributed_slice(ITEMS)]
#[linkme(crate = linkme)]
static SECOND: Item = Item::View(&ALSO_SENT);

fn views() -> String {
    let (one, other) = (LINE + 2, LINE + 3);
    conflict("view `conflicts/sent`", "aggregation `sum`", "`count`", one, other)
}

/// What is said of two definitions, at their lines of this file.
fn conflict(what: &str, first: &str, second: &str, one: u32, other: u32) -> String {
    format!(
        "{what} is already declared with {first}, and here with {second} \
         (tests/conflicts.rs:{one}, tests/conflicts.rs:{other}); give one of them another name"
    )
}

/// What `start()` and `check()` say, where they agree.
#[track_caller]
fn said() -> Vec<String> {
    let checked = census::check().expect_err("a conflict");
    let error = census::start().run().expect_err("a conflict");
    let StartError::Conflicts(conflicts) = &error else { panic!("{error}") };
    assert_eq!(*conflicts, checked);
    assert_eq!(error.to_string(), checked.to_string());
    conflicts.iter().map(ToString::to_string).collect()
}

#[test]
fn two_views_that_the_linker_knows_are_refused_with_both_places() {
    alone(|| assert_eq!(said(), [views()]));
}

#[test]
fn a_measure_that_first_records_later_is_refused_with_both_places() {
    const AT: u32 = line!() + 1;
    static OTHER: Measure<i64> = Measure::new("conflicts/bytes", "1");
    alone(|| {
        (0..3).for_each(|_| OTHER.record(1));
        let measures = conflict("measure `conflicts/bytes`", "unit `By`", "`1`", LINE + 1, AT);
        assert_eq!(said(), [views(), measures]);
    });
}

#[test]
fn a_function_that_is_first_called_later_is_refused_with_both_places_and_counts_the_rest() {
    const LATENCY: Latency = Latency {
        name: "conflicts/sent",
        unit: TimeUnit::Seconds,
        bounds: &(&[1_000_000_000_u64] as &[_]),
    };
    const ASKED: Asked =
        Asked { count: Some("conflicts/sends"), latency: Some(LATENCY), ..NOTHING };
    const AT: u32 = line!() + 1;
    static SEND: Function = Function::new(ASKED);
    alone(|| {
        drop(Call::<true, false>::start(&SEND));
        let said = said();
        assert_eq!(said.len(), 2);
        assert!(said[1].starts_with("view `conflicts/sent` is already declared"), "{}", said[1]);
        let places = format!("(tests/conflicts.rs:{}, tests/conflicts.rs:{AT})", LINE + 2);
        assert!(said[1].contains(&places), "{}", said[1]);
        assert_eq!(census::read("conflicts/sends").map(|data| data.count()), Some(1));
    });
}

#[test]
fn calls_and_errors_under_one_name_are_refused() {
    // Regression: each call that failed was counted twice in it.
    const NAME: Option<&str> = Some("conflicts/both");
    const AT: u32 = line!() + 1;
    static BOTH: Function = Function::new(Asked { count: NAME, errors: NAME, ..NOTHING });
    alone(|| {
        Call::<false, true>::start(&BOTH).end(Outcome::Error);
        let said = said();
        assert_eq!(said.len(), 2);
        assert!(said[1].starts_with("view `conflicts/both` is already declared"), "{}", said[1]);
        let places = format!("(tests/conflicts.rs:{AT}, tests/conflicts.rs:{AT})");
        assert!(said[1].contains(&places), "{}", said[1]);
        assert_eq!(census::read("conflicts/both").map(|data| data.count()), Some(1));
    });
}

#[test]
fn calls_in_flight_under_the_name_of_a_declared_view_are_refused() {
    // Regression: the view stayed empty.
    static MEASURE: Measure<i64> = Measure::new("conflicts/in_flight", "1");
    static VIEW: View = View::new("conflicts/in_flight", &MEASURE, Aggregation::LastValue);
    const ASKED: Asked = Asked { in_flight: Some("conflicts/in_flight"), ..NOTHING };
    static SERVE: Function = Function::new(ASKED);
    alone(|| {
        census::register(&VIEW).expect("a free name");
        drop(InFlight::start(&SERVE));
        assert!(said()[1].starts_with("measure `conflicts/in_flight` is already declared by hand"));
    });
}

#[test]
fn a_function_and_a_hand_do_not_share_a_measure() {
    // Regression: what was recorded by hand was in no view, and nothing said so.
    static BY_HAND: Measure<i64> = Measure::new("conflicts/shared", "1");
    static BY_CALL: Function = Function::new(Asked { count: Some("conflicts/shared"), ..NOTHING });
    alone(|| {
        drop(Call::<false, false>::start(&BY_CALL));
        BY_HAND.record(1);
        let conflict = said().pop().expect("a conflict");
        let by_whom = "already declared by a measured function, and here by hand";
        assert!(conflict.contains(by_whom), "{conflict}");

        census::measure("conflicts/shared").expect("the function's").record(1);
        assert_eq!(census::read("conflicts/shared").map(|data| data.count()), Some(1));
        let snapshot = census::snapshot();
        assert_eq!(snapshot.view("census/refused_records").map(|data| data.count()), Some(1));
    });
}

#[test]
fn a_view_at_run_time_is_refused_at_once_and_start_does_not_mind() {
    const FEW: Aggregation = Aggregation::Distribution(Bounds::new(&[1.0]));
    const MANY: Aggregation = Aggregation::Distribution(Bounds::new(&[1.0, 2.0]));
    static SOLD: Measure<i64> = Measure::new("conflicts/items", "1");
    const AT: u32 = line!() + 1;
    static ONE: View = View::new("conflicts/sold", &SOLD, FEW);
    static OTHER: View = View::new("conflicts/sold", &SOLD, MANY);
    alone(|| {
        census::register(&ONE).expect("a free name");
        let refused = census::register(&OTHER).expect_err("a conflict");
        let (first, second) = ("aggregation `distribution[1]`", "`distribution[1, 2]`");
        let text = conflict("view `conflicts/sold`", first, second, AT, AT + 1);
        assert_eq!(refused.to_string(), text);
        assert_eq!((refused.first().line(), refused.second().line()), (AT, AT + 1));
        assert_eq!(said(), [views()]);
    });
}
