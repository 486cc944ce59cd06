use super::*;
use crate::lock;
use crate::objective::{Class, Goal, Latency, Program, Span, Traffic, Window, fixture};

/// The changes, each in its first line.
fn told(old: &Program, new: &Program) -> Vec<String> {
    changes(old, new).iter().map(|one| format!("{} {}: {}", one.sign, one.id, one.what)).collect()
}

fn after(edit: impl FnOnce(&mut Program)) -> Vec<Change> {
    let old = fixture::program();
    let mut new = old.clone();
    edit(&mut new);
    changes(&old, &new)
}

fn costs(changes: &[Change]) -> Vec<Cost> {
    changes.iter().map(|change| change.cost).collect()
}

#[test]
fn a_program_differs_not_from_itself_nor_from_its_lock() {
    let program = fixture::program();
    let lock = lock::read(lock::lock(&program).as_bytes()).unwrap();
    assert_eq!(changes(&program, &program), []);
    assert_eq!(changes(&lock, &program), []);
    assert_eq!(text(&[]), "No change.\n");
}

#[test]
fn what_comes_and_goes_is_told() {
    let (both, one) = (fixture::program(), fixture::program());
    let one = Program { slos: one.slos[..1].to_vec(), ..one };
    assert_eq!(told(&one, &both), ["+ search-availability: 99.5% good over month"]);
    assert_eq!(told(&both, &one), ["- search-availability: 99.5% good over month"]);
    assert_eq!(costs(&changes(&both, &one)), [Cost::History]);
}

#[test]
fn a_rename_is_one_change_that_costs_the_history() {
    let changes = after(|program| program.slos[0].id = "pay".to_owned());
    assert_eq!(costs(&changes), [Cost::History]);
    assert!(text(&changes).starts_with("~ pay: id `checkout` → `pay` (src/slo.rs:7)\n    every"));
}

#[test]
fn two_that_may_have_been_renamed_are_told_as_gone() {
    let mut old = fixture::program();
    old.slos.push({
        let mut twin = fixture::checkout();
        twin.id = "twin".to_owned();
        twin
    });
    let mut new = fixture::program();
    new.slos[0].id = "pay".to_owned();
    assert_eq!(
        told(&old, &new),
        [
            "+ pay-availability: 99.9% good over 28d",
            "+ pay-latency: 99% below 250ms over 28d",
            "- checkout-availability: 99.9% good over 28d",
            "- checkout-latency: 99% below 250ms over 28d",
            "- twin-availability: 99.9% good over 28d",
            "- twin-latency: 99% below 250ms over 28d",
        ]
    );
}

#[test]
fn a_goal_says_what_becomes_of_the_budget() {
    let goal = |ppm| after(|program| program.slos[0].availability = Some(Goal { ppm }));
    let more = text(&goal(995_000));
    assert!(more.starts_with("~ checkout-availability: goal 99.9% → 99.5%"), "{more}");
    assert!(more.contains("the budget is 5 times what it was"), "{more}");
    let less = text(&goal(999_900));
    assert!(less.contains("the budget is 10 % of what it was, and may be overspent"), "{less}");
}

#[test]
fn every_part_of_a_declaration_is_compared() {
    let changes = after(|program| {
        let slo = &mut program.slos[0];
        slo.service = "store".to_owned();
        slo.window = Window::Rolling { days: 7 };
        slo.latency = Some(Latency { threshold: Span::from_ms(300), goal: Goal { ppm: 990_000 } });
        slo.classes.good = None;
        slo.classes.cancelled = Class::Bad;
        slo.expect = Some(Traffic { count: 9, per_seconds: 60 });
        slo.page = None;
        slo.owner = Some("team-pay".to_owned());
        slo.sites[1].function = "shop::pay::again".to_owned();
    });
    let told: Vec<_> = changes.iter().map(|one| format!("{} {}", one.sign, one.what)).collect();
    assert_eq!(
        told,
        [
            "~ service `shop` → `store`",
            "~ window 28d → 7d",
            "~ threshold 250ms → 300ms",
            "~ good `Ok(_)` → nothing",
            "~ cancelled excluded → bad",
            "+ function `shop::pay::again`",
            "- function `shop::pay::checkout_legacy`",
            "~ expect 5000/h → 9/min",
            "~ page oncall-shop → nothing",
            "~ owner team-shop → team-pay",
        ]
    );
    assert_eq!(changes.iter().map(|change| change.cost).max(), Some(Cost::History));
}

#[test]
fn an_edit_of_a_comment_is_no_change() {
    let changes = after(|program| {
        program.slos[0].description += " And more.";
        program.slos[0].place.line = Some(99);
        program.slos[0].sites[0].place.line = Some(199);
    });
    assert_eq!(changes, []);
}
