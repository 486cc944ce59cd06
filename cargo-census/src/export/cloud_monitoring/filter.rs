//! Which series, in the two languages that Cloud Monitoring is asked in.

use super::Exported;
use crate::duration;
use crate::objective::Class;

impl Exported<'_> {
    /// The series of one outcome, as objectives and conditions have it: the type of the resource
    /// too, without which nothing is found.
    pub(super) fn filter(&self, class: Class) -> String {
        format!(
            "metric.type={} AND metric.labels.slo={} AND metric.labels.outcome={} AND \
             resource.type={}",
            quoted(self.metric_type),
            quoted(&self.objective.id()),
            quoted(class.word()),
            quoted(&self.settings.resource_type)
        )
    }

    /// The increase of bad calls, or of all that count, over so many seconds, in PromQL.
    pub(super) fn increase(&self, outcome: &str, seconds: u64) -> String {
        format!(
            "sum(increase({}{{monitored_resource={},slo={},{outcome}}}[{}]))",
            promql_name(self.metric_type),
            quoted(&self.settings.resource_type),
            quoted(&self.objective.id()),
            duration::promql(seconds)
        )
    }
}

/// A text between quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A metric's type as PromQL has it in Cloud Monitoring: `:` for the first `/`, and `_` for
/// whatever else is no letter or digit.
fn promql_name(metric_type: &str) -> String {
    let letters = |text: &str| -> String {
        text.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect()
    };
    match metric_type.split_once('/') {
        Some((domain, rest)) => format!("{}:{}", letters(domain), letters(rest)),
        None => letters(metric_type),
    }
}

#[test]
fn a_metric_is_called_in_promql_as_the_documentation_says() {
    assert_eq!(
        promql_name("custom.googleapis.com/opencensus/census/slo_events"),
        "custom_googleapis_com:opencensus_census_slo_events"
    );
}
