//! Views on names that no measure has: `check()` and `start()` tell of them, and a measure that
//! comes late is counted.

use census::__private::{Asked, Call, Function, InFlight};
use census::{StartError, declare_view, measured};
use census_tests::{NOTHING, alone};

#[measured(count = "nothing/requests", in_flight = "nothing/active")]
fn serve() {}

/// The four stand below it, two lines each.
const LINE: u32 = line!();
declare_view! {
    static NEAR = "nothing/near" {
        measure: "nothing/request", aggregation: count }
    static FAR = "nothing/far" {
        measure: "elsewhere/sold", aggregation: count }
    static FLYING = "nothing/flying" {
        measure: "nothing/active", aggregation: last_value }
    static LATE = "nothing/late" {
        measure: "nothing/called_later", aggregation: count }
}

/// What `start()` and `check()` say, where they agree.
#[track_caller]
fn said() -> Vec<String> {
    let checked = census::check().expect_err("names of nothing");
    let error = census::start().run().expect_err("names of nothing");
    let StartError::Conflicts(conflicts) = &error else { panic!("{error}") };
    assert_eq!(*conflicts, checked);
    conflicts.iter().map(ToString::to_string).collect()
}

fn at(line: u32) -> String {
    format!("tests/views_of_nothing.rs:{}", LINE + line)
}

#[test]
fn a_name_that_no_measure_has_is_told_with_its_place_and_with_what_is_like_it() {
    alone(|| {
        let said = said();
        assert_eq!(
            said,
            [
                format!(
                    "view `nothing/flying` is on `nothing/active`, which shows calls in flight and \
                     no measurements ({}); read its own view",
                    at(6)
                ),
                format!(
                    "view `nothing/near` is on measure `nothing/request`, which is not there \
                     ({}); did you mean `nothing/requests`?",
                    at(2)
                ),
                format!(
                    "view `nothing/far` is on measure `elsewhere/sold`, which is not there ({}); \
                     give it the name that a measure is declared with, or a function's `count`, \
                     `errors` or `latency`",
                    at(4)
                ),
                format!(
                    "view `nothing/late` is on measure `nothing/called_later`, which is not there \
                     ({}); give it the name that a measure is declared with, or a function's \
                     `count`, `errors` or `latency`",
                    at(8)
                ),
            ]
        );
        let conflicts = census::check().expect_err("the same");
        let far = conflicts.iter().find(|conflict| conflict.name() == "nothing/far");
        let far = far.expect("the view's name is the conflict's");
        assert_eq!(far.first(), far.second());
        assert!(census::read("nothing/near").is_none());
        serve();
    });
}

#[test]
fn a_function_that_the_linker_lost_is_counted_in_a_view_that_waited_for_it() {
    const ASKED: Asked = Asked { count: Some("nothing/called_later"), ..NOTHING };
    static LOST: Function = Function::new(ASKED);
    alone(|| {
        assert_eq!(said().len(), 4);
        for calls in 1..4 {
            drop(Call::<false, false>::start(&LOST));
            assert_eq!(census::read("nothing/late").map(|data| data.count()), Some(calls));
        }
        assert_eq!(said().len(), 3);
        assert!(LATE.is_registered());
    });
}

#[test]
fn calls_in_flight_that_come_late_are_no_measurements_either() {
    const ASKED: Asked = Asked { in_flight: Some("nothing/called_later"), ..NOTHING };
    static LOST: Function = Function::new(ASKED);
    alone(|| {
        drop(InFlight::start(&LOST));
        assert!(said().concat().contains("`nothing/called_later`, which shows calls in flight"));
    });
}
