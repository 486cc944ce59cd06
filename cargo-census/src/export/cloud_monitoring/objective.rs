//! The body of an objective.

use serde_json::{Value, json};

use super::filter::quoted;
use super::{Exported, limits, managed};
use crate::export::views;
use crate::objective::{Class, Kind, Objective, Site, Span};
use crate::ratio::Ratio;

impl Exported<'_> {
    /// The body: the share of good calls of those that are good or bad, as they were counted, or
    /// where that is chosen, as the buckets of a latency have them.
    pub(super) fn body(&self) -> Result<Value, String> {
        let objective = &self.objective;
        let indicator = match (objective.kind, self.settings.cut_unit_ns) {
            (Kind::Latency { threshold }, Some(unit)) => self.cut(threshold, unit)?,
            _ => json!({"goodTotalRatio": {
                "goodServiceFilter": self.filter(Class::Good),
                "badServiceFilter": self.filter(Class::Bad),
            }}),
        };
        let mut labels = managed();
        if let Some(owner) = &objective.slo.owner {
            labels["owner"] = json!(limits::label(owner));
        }
        let (field, period) = limits::period(objective)?;
        let mut body = json!({
            "displayName": format!("{}: {objective} over {}", objective.id(), objective.slo.window),
            "goal": number(&objective.goal.fraction()),
            "serviceLevelIndicator": {"requestBased": indicator},
            "userLabels": labels,
        });
        body[field] = period;
        Ok(body)
    }

    /// A range of the functions' one latency view. Its end must be a bound of that, or what is
    /// below it would be guessed.
    fn cut(&self, threshold: Span, unit_ns: u64) -> Result<Value, String> {
        let view = one_view(&self.objective)?;
        let metric_type = self.latency_type(view)?;
        if let Some(site) =
            self.objective.slo.sites.iter().find(|site| !site.bounds.contains(&threshold))
        {
            return Err(format!(
                "`{}`: {threshold} is no bound of `{view}` ({}), so its calls below that would be \
                 guessed; {}add it to `buckets`, or leave out `--latency-cut`",
                self.objective.id(),
                site.function,
                nearest(&site.bounds, threshold),
            ));
        }
        let max = Ratio::new(threshold.ns, unit_ns);
        Ok(json!({"distributionCut": {
            "distributionFilter": format!(
                "metric.type={} AND resource.type={}",
                quoted(&metric_type),
                quoted(&self.settings.resource_type)
            ),
            "range": {"min": 0, "max": number(&max.decimal())},
        }}))
    }

    /// What a latency view is called in Cloud Monitoring.
    fn latency_type(&self, view: &str) -> Result<String, String> {
        let view = views::latency(view)?;
        self.settings.exporter.metric_type(view).map_err(|error| error.to_string())
    }
}

/// The view of all functions' latencies, if they have one and the same.
fn one_view<'a>(objective: &Objective<'a>) -> Result<&'a str, String> {
    let views: Vec<Option<&str>> =
        objective.slo.sites.iter().map(|site: &'a Site| site.latency.as_deref()).collect();
    match views.split_first() {
        Some((Some(view), others)) if others.iter().all(|other| *other == Some(*view)) => Ok(view),
        _ => Err(format!(
            "`{}` has not one latency view, which is all that Cloud Monitoring cuts; leave out \
             `--latency-cut`, and what was counted is taken",
            objective.id()
        )),
    }
}

fn nearest(bounds: &[Span], threshold: Span) -> String {
    let below = bounds.iter().rfind(|bound| **bound < threshold);
    let above = bounds.iter().find(|bound| **bound > threshold);
    match (below, above) {
        (Some(below), Some(above)) => format!("the nearest are {below} and {above}; "),
        (Some(one), None) | (None, Some(one)) => format!("the nearest is {one}; "),
        (None, None) => String::new(),
    }
}

/// A decimal as a number of JSON, with the same digits.
pub(super) fn number(decimal: &str) -> Value {
    match decimal.parse::<u64>() {
        Ok(whole) => json!(whole),
        Err(_) => json!(decimal.parse::<f64>().unwrap_or_default()),
    }
}
