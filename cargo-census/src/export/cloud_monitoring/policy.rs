//! The bodies of alert policies: one for each tier.

use serde_json::{Value, json};

use super::filter::quoted;
use super::objective::number;
use super::{Body, Exported, limits, managed};
use crate::burn::{Severity, Tier};
use crate::duration;
use crate::objective::Class;
use crate::ratio::Ratio;

/// The longest time that a burn rate is asked over in a policy; a longer one is asked in PromQL.
const LOOKBACK_MAX: u64 = 86_400;

/// Characters of a policy's documentation.
const TEXT_MAX: usize = 8_192;

impl Exported<'_> {
    /// The policies of all tiers.
    pub(super) fn policies(&self) -> Result<Vec<Body>, String> {
        self.plan.tiers.iter().map(|tier| self.policy(tier)).collect()
    }

    fn policy(&self, tier: &Tier) -> Result<Body, String> {
        let objective = limits::objective_id(&self.objective)?;
        let service = limits::service_id(&self.objective.slo.service)?;
        let long = duration::promql(tier.long_seconds);
        let id = format!("{service}-{objective}-{}-{long}", tier.severity);
        let in_promql = tier.long_seconds > LOOKBACK_MAX;
        let conditions = match in_promql {
            true => vec![self.queried(tier)],
            false => vec![
                self.rate(tier, &service, &objective, tier.long_seconds),
                self.rate(tier, &service, &objective, tier.short_seconds),
                self.enough(tier),
            ],
        };
        let (severity, channels) = match tier.severity {
            Severity::Page => ("CRITICAL", &self.settings.page_channels),
            Severity::Ticket => ("WARNING", &self.settings.ticket_channels),
        };
        let mut labels = managed();
        labels["census_policy"] = json!(limits::label(&id));
        Ok(Body {
            json: json!({
                "displayName": format!("{objective} of {service}: {} over {long}", tier.severity),
                "combiner": if in_promql { "OR" } else { "AND" },
                "enabled": true,
                "severity": severity,
                "conditions": conditions,
                "documentation": self.documentation(tier),
                "alertStrategy": {"autoClose": "1800s"},
                "notificationChannels": channels,
                "userLabels": labels,
            }),
            id,
        })
    }

    fn rate(&self, tier: &Tier, service: &str, objective: &str, seconds: u64) -> Value {
        let project = &self.settings.project;
        let name =
            format!("projects/{project}/services/{service}/serviceLevelObjectives/{objective}");
        let window = duration::promql(seconds);
        json!({
            "displayName": format!("burn rate above {} over {window}", tier.factor),
            "conditionThreshold": {
                "filter": format!("select_slo_burn_rate({}, \"{seconds}s\")", quoted(&name)),
                "comparison": "COMPARISON_GT",
                "thresholdValue": number(&tier.factor.decimal()),
                "duration": "0s",
                "trigger": {"count": 1},
            },
        })
    }

    /// That there are some bad calls, so that a single one in a quiet hour wakes nobody.
    fn enough(&self, tier: &Tier) -> Value {
        let least = self.events_min(tier);
        json!({
            "displayName": format!(
                "at least {least} bad calls in {}",
                duration::promql(tier.long_seconds)
            ),
            "conditionThreshold": {
                "filter": self.filter(Class::Bad),
                "aggregations": [{
                    "alignmentPeriod": format!("{}s", tier.long_seconds),
                    "perSeriesAligner": "ALIGN_DELTA",
                    "crossSeriesReducer": "REDUCE_SUM",
                }],
                "comparison": "COMPARISON_GT",
                "thresholdValue": least - 1,
                "duration": "0s",
                "trigger": {"count": 1},
            },
        })
    }

    /// The same in one query, which may look back for longer.
    fn queried(&self, tier: &Tier) -> Value {
        let share = |seconds| {
            let bad = self.increase("outcome=\"bad\"", seconds);
            let total = self.increase("outcome=~\"good|bad\"", seconds);
            format!("{bad} / ({total} > 0) > {}", tier.threshold.decimal())
        };
        let (long, short) = (share(tier.long_seconds), share(tier.short_seconds));
        let bad = self.increase("outcome=\"bad\"", tier.long_seconds);
        let window = duration::promql(tier.long_seconds);
        json!({
            "displayName": format!("burn rate above {} over {window}", tier.factor),
            "conditionPrometheusQueryLanguage": {
                "query": format!(
                    "({long}) and ({short}) and ({bad} >= {})",
                    self.events_min(tier)
                ),
                "duration": "0s",
                "evaluationInterval": "300s",
                // The policy may be there before the first point.
                "disableMetricValidation": true,
            },
        })
    }

    fn events_min(&self, tier: &Tier) -> u64 {
        let expect = self.objective.slo.expect;
        self.settings.events_min.unwrap_or_else(|| tier.events_min(expect))
    }

    fn documentation(&self, tier: &Tier) -> Value {
        let (objective, slo) = (&self.objective, self.objective.slo);
        let percent = |percent| match tier.detects(Ratio::new(percent, 100)) {
            Some(seconds) => format!("after {}", duration::words(seconds)),
            None => "never".to_owned(),
        };
        let mut text = format!(
            "`{}` of {} promises {objective} over {}. Its budget burns faster than {}×, over {} \
             and over {}.\n\nThis alert tells of all calls being bad {}, of 10% of them {}, of 1% \
             of them {}; what measuring takes comes on top.\n",
            objective.id(),
            slo.service,
            slo.window,
            tier.factor,
            duration::promql(tier.long_seconds),
            duration::promql(tier.short_seconds),
            percent(100),
            percent(10),
            percent(1),
        );
        if !slo.sites.is_empty() {
            text.push_str("\nThe calls are those of:\n\n");
        }
        for site in &slo.sites {
            let line = format!("- `{}` in `{}`\n", site.function, site.place.file);
            if text.chars().count() + line.chars().count() > TEXT_MAX {
                break;
            }
            text.push_str(&line);
        }
        let subject = format!("{} of {} burns its budget", objective.id(), slo.service);
        let mut documentation = json!({
            "mimeType": "text/markdown", "subject": subject, "content": text,
        });
        if let Some(runbook) = &slo.runbook {
            documentation["links"] = json!([{"displayName": "Runbook", "url": runbook}]);
        }
        documentation
    }
}
