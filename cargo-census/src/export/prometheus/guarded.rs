//! An objective and all that its rules have in common.

use crate::burn::{Pace, Plan, Tier};
use crate::duration;
use crate::objective::Objective;
use crate::yaml::Yaml;

use super::Settings;
use super::promql::{Calls, quoted};

/// The shortest time in which rules are evaluated again.
const INTERVAL_MIN: u64 = 1;

/// The longest: rules over 5 minutes need some values in them.
const INTERVAL_MAX: u64 = 60;

/// Seconds of the window that the window of the budget is added up from.
pub(super) const BASE: u64 = 300;

/// An objective, its alerts, and how it is told from others.
#[derive(Debug)]
pub(super) struct Guarded<'a> {
    pub(super) objective: Objective<'a>,
    pub(super) plan: Plan,
    pub(super) calls: Calls,
    /// `shop-checkout-availability`
    pub(super) sloth_id: String,
    pub(super) settings: &'a Settings,
}

impl<'a> Guarded<'a> {
    pub(super) fn new(objective: Objective<'a>, settings: &'a Settings) -> Self {
        let id = objective.id();
        Guarded {
            objective,
            plan: Plan::new(objective.goal, objective.slo.window, settings.pace),
            calls: Calls::of(&id, settings.names, &settings.labels),
            sloth_id: format!("{}-{id}", objective.slo.service),
            settings,
        }
    }

    /// A group of rules; they are evaluated often enough for the shortest window.
    pub(super) fn group(&self, what: &str, rules: Vec<Yaml>) -> Yaml {
        Yaml::map([
            ("name", Yaml::text(self.group_name(what))),
            ("interval", Yaml::text(duration::promql(self.interval()))),
            ("rules", Yaml::List(rules)),
        ])
    }

    pub(super) fn group_name(&self, what: &str) -> String {
        format!("census-slo-{what}-{}", self.sloth_id)
    }

    /// Seconds in which its rules are evaluated again.
    pub(super) fn interval(&self) -> u64 {
        let Pace { scrape_seconds, .. } = self.settings.pace;
        let shortest = self.plan.windows().first().copied().unwrap_or(BASE);
        scrape_seconds.min(shortest / 2).clamp(INTERVAL_MIN, INTERVAL_MAX)
    }

    /// The labels of a recording, as Sloth has them.
    pub(super) fn labels(&self, window: Option<u64>) -> Yaml {
        let mut labels = vec![
            ("sloth_id", Yaml::text(&self.sloth_id)),
            ("sloth_service", Yaml::text(&self.objective.slo.service)),
            ("sloth_slo", Yaml::text(self.objective.id())),
        ];
        if let Some(seconds) = window {
            labels.push(("sloth_window", Yaml::text(duration::promql(seconds))));
        }
        Yaml::map(labels)
    }

    /// A recording of this objective: `slo:sli_error:ratio_rate5m{sloth_id="…"}`.
    pub(super) fn recording(&self, name: &str) -> String {
        format!("{name}{{sloth_id={}}}", quoted(&self.sloth_id))
    }

    /// The recording of the share of bad calls over so many seconds.
    pub(super) fn bad_ratio(&self, seconds: u64) -> String {
        self.recording(&bad_ratio_name(seconds))
    }

    /// Seconds over which the budget is counted.
    pub(super) fn period(&self) -> u64 {
        u64::from(self.objective.slo.window.days()) * 86_400
    }

    /// The bad calls that a tier waits for.
    pub(super) fn events_min(&self, tier: &Tier) -> u64 {
        let expect = self.objective.slo.expect;
        self.settings.events_min.unwrap_or_else(|| tier.events_min(expect))
    }

    /// `CheckoutAvailability`, which the names of the alerts begin with.
    pub(super) fn camel_case(&self) -> String {
        let id = self.objective.id();
        let words = id.split(|it: char| !it.is_ascii_alphanumeric());
        let words = words.map(|word| match word.split_at_checked(1) {
            Some((first, rest)) => first.to_ascii_uppercase() + rest,
            None => String::new(),
        });
        words.collect()
    }
}

/// Days are days here, as in Sloth: `slo:sli_error:ratio_rate28d`.
pub(super) fn bad_ratio_name(seconds: u64) -> String {
    format!("slo:sli_error:ratio_rate{}", duration::promql(seconds))
}
