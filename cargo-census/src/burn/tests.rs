//! The plans, before the tables of the Site Reliability Workbook and what is known to go wrong.

use proptest::prelude::*;

use super::*;
use crate::duration::{promql, words};
use crate::objective::Traffic;

const GOAL: Goal = Goal { ppm: 999_000 };

/// Often enough that no short window is too short.
const BRISK: Pace = Pace { scrape_seconds: 1, export_seconds: 1 };

fn plan(ppm: u32, days: u32, pace: Pace) -> Plan {
    Plan::new(Goal { ppm }, Window::Rolling { days }, pace)
}

fn factors(days: u32) -> Vec<String> {
    plan(999_000, days, BRISK).tiers.iter().map(|tier| tier.factor.to_string()).collect()
}

fn windows(days: u32, pace: Pace) -> Vec<String> {
    let told =
        |tier: &Tier| format!("{}/{}", promql(tier.long_seconds), promql(tier.short_seconds));
    plan(999_000, days, pace).tiers.iter().map(told).collect()
}

fn remarks(plan: &Plan) -> Vec<String> {
    plan.remarks.iter().map(Remark::to_string).collect()
}

#[test]
fn the_workbooks_table_is_the_plan_of_thirty_days() {
    assert_eq!(factors(30), ["14.4", "6", "3", "1"]);
    assert_eq!(windows(30, Pace::default()), ["1h/5m", "6h/30m", "1d/2h", "3d/6h"]);
    assert_eq!(plan(999_000, 30, Pace::default()).remarks, []);
    let budgets = plan(999_000, 30, BRISK).tiers;
    let budgets: Vec<_> = budgets.iter().map(|tier| tier.budget.percent().to_string()).collect();
    assert_eq!(budgets, ["2", "5", "10", "10"]);
}

#[test]
fn a_factor_is_of_the_real_window_and_never_below_one() {
    assert_eq!(factors(28), ["13.44", "5.6", "2.8", "1"]);
    assert_eq!(factors(14), ["6.72", "2.8", "1.4", "1"]);
    assert_eq!(factors(90), ["43.2", "18", "9", "3"]);
    assert_eq!(factors(31), ["14.88", "6.2", "3.1", "1.033333…"]);
    assert_eq!(
        remarks(&plan(999_000, 28, BRISK)),
        ["ticket over 3d: factor 1 instead of 0.933333…, which would fire although the budget \
             lasts"]
    );
}

#[test]
fn below_two_weeks_the_windows_shrink_and_the_factors_stay() {
    assert_eq!(factors(7), ["14.4", "6", "3", "1"]);
    assert_eq!(windows(7, BRISK), ["14m/1m10s", "1h24m/7m", "5h36m/28m", "16h48m/1h24m"]);
}

#[test]
fn a_short_window_holds_some_scrapes_and_exports_or_there_is_no_tier() {
    let every = |scrape_seconds, export_seconds| Pace { scrape_seconds, export_seconds };
    assert_eq!(windows(7, every(60, 60))[0], "14m/4m");
    assert_eq!(windows(7, every(15, 60))[0], "14m/2m");
    assert_eq!(windows(1, every(60, 60)), ["12m/4m", "48m/4m", "2h24m/12m"]);
    assert_eq!(
        remarks(&plan(999_000, 1, every(60, 60)))[..2],
        [
            "no page over 2m: a short window takes 4m, by the scrape and export intervals",
            "page over 12m: short window of 4m, the least by the scrape and export intervals",
        ]
    );
}

// Of 90 %, 14.4 times the budget is more than all calls: as it stands in the table, the alert can
// never fire, whatever happens.
#[test]
fn an_alert_that_could_never_fire_gets_a_factor_that_can_be_reached() {
    let plan = plan(900_000, 30, BRISK);
    assert_eq!(plan.tiers[0].factor.to_string(), "9");
    assert_eq!(plan.tiers[0].threshold.to_string(), "0.9");
    assert_eq!(plan.tiers[1].factor.to_string(), "6");
    assert_eq!(
        remarks(&plan),
        ["page over 1h: factor 9 instead of 14.4, which hardly more than a total outage could \
          reach, or not even that"]
    );
}

#[test]
fn where_nearly_all_may_be_bad_there_is_no_alert_and_a_reason() {
    let plan = plan(50_000, 30, BRISK);
    assert_eq!(plan.tiers, []);
    assert_eq!(
        remarks(&plan)[0],
        "no page over 1h: 95% of the calls may be bad, and 14.4 times that is more than all"
    );
}

#[test]
fn what_is_unsound_has_no_alerts() {
    for plan in [plan(0, 28, BRISK), plan(1_000_000, 28, BRISK), plan(999_000, 0, BRISK)] {
        assert_eq!((plan.tiers, plan.remarks), (vec![], vec![Remark::Unsound]));
    }
}

#[test]
fn a_single_failure_is_above_the_factor_up_to_so_many_calls() {
    let calls = |ppm, days| plan(ppm, days, BRISK).tiers[0].single_event_calls_max();
    assert_eq!(calls(999_000, 30), 69);
    assert_eq!(calls(999_900, 30), 694);
    assert_eq!(calls(999_000, 28), 74);
}

#[test]
fn detection_takes_as_long_as_the_budget_of_a_tier_lasts() {
    let after = |days, bad| {
        let plan = plan(999_000, days, BRISK);
        plan.detects(Severity::Page, bad).map(words)
    };
    let percent = |percent| Ratio::new(percent, 100);
    assert_eq!(after(30, Ratio::ONE).as_deref(), Some("52 s"));
    assert_eq!(after(30, percent(10)).as_deref(), Some("9 min"));
    assert_eq!(after(30, percent(1)).as_deref(), Some("3 h 36 min"));
    assert_eq!(after(28, Ratio::ONE).as_deref(), Some("48 s"));
    assert_eq!(after(28, percent(10)).as_deref(), Some("8 min"));
    assert_eq!(after(28, percent(1)).as_deref(), Some("3 h 22 min"));
    assert_eq!(after(28, Ratio::new(1, 1000)), None);
    assert_eq!(after(28, Ratio::whole(0)), None);
}

#[test]
fn the_guard_waits_for_as_many_failures_as_the_traffic_gives() {
    let tier = plan(999_000, 28, BRISK).tiers[0];
    let per_hour = |count| Some(Traffic { count, per_seconds: 3_600 });
    assert_eq!(tier.events_min(None), EVENTS_MAX);
    assert_eq!(tier.events_min(per_hour(10)), 2);
    assert_eq!(tier.events_min(per_hour(300)), 4);
    assert_eq!(tier.events_min(per_hour(1_000_000)), EVENTS_MAX);
    assert_eq!(tier.events_min(Some(Traffic { count: 1, per_seconds: 0 })), EVENTS_MAX);
}

proptest! {
    #[test]
    fn every_alert_can_fire_and_none_within_the_budget(
        ppm in 1_u32..1_000_000, days in 1_u32..=400, scrape in 1_u64..300, export in 1_u64..300,
    ) {
        let pace = Pace { scrape_seconds: scrape, export_seconds: export };
        let plan = plan(ppm, days, pace);
        for tier in &plan.tiers {
            prop_assert!(tier.factor >= Ratio::ONE);
            prop_assert!(tier.threshold < Ratio::ONE);
            prop_assert!(tier.short_seconds >= pace.short_seconds_min());
            prop_assert!(tier.long_seconds >= 2 * tier.short_seconds);
            // What is gone of the budget when it fires, is what it says.
            let gone = tier.factor.times(Ratio::new(tier.long_seconds, u64::from(days) * 86_400));
            prop_assert_eq!(gone, tier.budget);
            // The last number of calls of which one failure is too many, and the first.
            let calls = tier.single_event_calls_max();
            prop_assert!(Ratio::new(1, calls) > tier.threshold);
            prop_assert!(Ratio::new(1, calls + 1) <= tier.threshold);
        }
        // Every tier of the table is there, or it is said why not.
        let missing = |it: &&Remark| !matches!(it, Remark::Changed { .. });
        let missing = plan.remarks.iter().filter(missing).count();
        prop_assert_eq!(plan.tiers.len() + missing, WORKBOOK.len());
    }

    // What the macros take, and the usual intervals.
    #[test]
    fn a_total_outage_pages_whatever_is_promised(
        ppm in 100_000_u32..1_000_000, days in 1_u32..=90,
    ) {
        let plan = plan(ppm, days, Pace::default());
        prop_assert!(plan.detects(Severity::Page, Ratio::ONE).is_some(), "{:?}", plan.remarks);
    }

    #[test]
    fn a_decimal_is_the_fraction_as_far_as_it_goes(
        top in 0_u64..1_000_000, bottom in 1_u64..1_000_000,
    ) {
        let ratio = Ratio::new(top, bottom);
        let read: f64 = ratio.decimal().parse().unwrap();
        let exact = top as f64 / bottom as f64;
        prop_assert!((read - exact).abs() <= exact * 1e-5, "{read} is not {exact}");
        // As many digits as it takes, and never those of a binary float.
        if !ratio.to_string().ends_with('…') {
            prop_assert_eq!(read, exact);
        }
    }
}

#[test]
fn a_month_is_taken_for_thirty_days() {
    let month = Plan::new(GOAL, Window::Month, BRISK);
    assert_eq!(month, plan(999_000, 30, BRISK));
}
