//! The recording rules: Sloth's names and labels, so that its dashboards show what is recorded, and
//! other expressions, that quiet traffic does not spoil.

use super::guarded::{BASE, Guarded, bad_ratio_name};
use crate::yaml::Yaml;

/// The shares of bad calls: over each window of an alert, and over that of the budget.
///
/// The last is made of sums of calls and not of the mean of shares, so that a minute with a
/// thousand calls weighs more than a quiet one; and of a share there is nothing, not `NaN`, where
/// nothing was called.
pub(super) fn shares(guarded: &Guarded<'_>) -> Yaml {
    let Guarded { calls, plan, .. } = guarded;
    let record = |name: &str, window, expression: String| {
        Yaml::map([
            ("record", Yaml::text(name)),
            ("expr", Yaml::text(expression)),
            ("labels", guarded.labels(window)),
        ])
    };
    let mut rules = vec![
        record("slo:sli_bad:increase5m", None, calls.bad(BASE)),
        record("slo:sli_total:increase5m", None, calls.total(BASE)),
    ];
    let mut windows = plan.windows();
    windows.push(BASE);
    windows.sort_unstable();
    windows.dedup();
    for seconds in windows {
        rules.push(record(&bad_ratio_name(seconds), Some(seconds), calls.bad_ratio(seconds)));
    }
    let period = guarded.period();
    let name = bad_ratio_name(period);
    let window = crate::duration::promql(period);
    let summed = |name| format!("sum_over_time({}[{window}])", guarded.recording(name));
    let (bad, total) = (summed("slo:sli_bad:increase5m"), summed("slo:sli_total:increase5m"));
    rules.push(record(&name, Some(period), format!("{bad}\n/\n({total} > 0)\n")));
    guarded.group("sli-recordings", rules)
}

/// What is promised, how fast the budget goes, what is left of it, and which rates alerts wait for.
pub(super) fn meta(guarded: &Guarded<'_>) -> Yaml {
    let goal = guarded.objective.goal;
    let record = |name: &str, expression: String| {
        Yaml::map([
            ("record", Yaml::text(name)),
            ("expr", Yaml::text(expression)),
            ("labels", guarded.labels(None)),
        ])
    };
    let budget = guarded.recording("slo:error_budget:ratio");
    let burn = |seconds| {
        let on = "on (sloth_id, sloth_slo, sloth_service)";
        format!("{}\n/ {on} group_left\n{budget}\n", guarded.bad_ratio(seconds))
    };
    let mut info = vec![
        ("sloth_mode".to_owned(), Yaml::text("census")),
        ("sloth_spec".to_owned(), Yaml::text("census/v1")),
        ("sloth_objective".to_owned(), Yaml::text(goal.percent())),
    ];
    if let Yaml::Map(labels) = guarded.labels(None) {
        info.splice(0..0, labels);
    }
    let mut rules = vec![
        record("slo:objective:ratio", format!("vector({})", goal.fraction())),
        record("slo:error_budget:ratio", format!("vector({})", goal.budget_fraction())),
        record("slo:time_period:days", format!("vector({})", guarded.objective.slo.window.days())),
        record("slo:current_burn_rate:ratio", burn(BASE)),
        record("slo:period_burn_rate:ratio", burn(guarded.period())),
        record(
            "slo:period_error_budget_remaining:ratio",
            format!("1 - {}", guarded.recording("slo:period_burn_rate:ratio")),
        ),
        Yaml::map([
            ("record", Yaml::text("sloth_slo_info")),
            ("expr", Yaml::text("vector(1)")),
            ("labels", Yaml::Map(info)),
        ]),
    ];
    rules.extend(guarded.plan.tiers.iter().map(|tier| {
        let mut labels = vec![("sloth_severity".to_owned(), Yaml::text(tier.severity.word()))];
        if let Yaml::Map(of_window) = guarded.labels(Some(tier.long_seconds)) {
            labels.splice(0..0, of_window);
        }
        Yaml::map([
            ("record", Yaml::text("slo:alert_burn_rate:ratio")),
            ("expr", Yaml::text(format!("vector({})", tier.factor.decimal()))),
            ("labels", Yaml::Map(labels)),
        ])
    }));
    guarded.group("meta-recordings", rules)
}
