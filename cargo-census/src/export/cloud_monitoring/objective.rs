//! The body of an objective.

use serde_json::{Value, json};

use super::filter::quoted;
use super::{Exported, limits, managed};
use crate::export::views;
use crate::objective::{Class, Kind, Objective, Site, Span, Unit};

impl Exported<'_> {
    /// The body: the share of good calls of those that are good or bad, as they were counted, or
    /// where that is chosen, as the buckets of a latency have them.
    pub(super) fn body(&self) -> Result<Value, String> {
        let objective = &self.objective;
        let mut name = format!("{}: {objective} over {}", objective.id(), objective.slo.window);
        let indicator = match objective.kind {
            Kind::Latency { threshold } if self.settings.cut => {
                name += ", of all calls"; // Nothing in a histogram tells which were good.
                self.cut(threshold)?
            }
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
            "displayName": name,
            "goal": number(&objective.goal.fraction()),
            "serviceLevelIndicator": {"requestBased": indicator},
            "userLabels": labels,
        });
        body[field] = period;
        Ok(body)
    }

    /// A range of the functions' one latency view. Its end must be a bound of that, or what is
    /// below it would be guessed.
    fn cut(&self, threshold: Span) -> Result<Value, String> {
        let (view, unit) = one_view(&self.objective)?;
        let metric_type = self.latency_type(view, unit)?;
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
        // As the exporter makes numbers of bounds, so that the range ends where a bucket does.
        let max = threshold.ns as f64 / unit.0.nanoseconds() as f64;
        Ok(json!({"distributionCut": {
            "distributionFilter": format!(
                "metric.type={} AND resource.type={}",
                quoted(&metric_type),
                quoted(&self.settings.resource_type)
            ),
            "range": {"min": 0, "max": number(&max.to_string())},
        }}))
    }

    /// What a latency view is called in Cloud Monitoring.
    fn latency_type(&self, view: &str, unit: Unit) -> Result<String, String> {
        let view = views::latency(view, unit)?;
        self.settings.exporter.metric_type(view).map_err(|error| error.to_string())
    }
}

/// The view of all functions' latencies and its unit, if they have one and the same.
fn one_view<'a>(objective: &Objective<'a>) -> Result<(&'a str, Unit), String> {
    let views = objective.slo.sites.iter().map(|site| Some((site, site.latency.as_deref()?)));
    let views: Vec<Option<(&Site, &str)>> = views.collect();
    let (id, view) = (objective.id(), views.first().copied().flatten());
    let Some((first, view)) = view else { return Err(several(&id)) };
    if views.iter().any(|other| other.is_none_or(|(_, other)| other != view)) {
        return Err(several(&id));
    }
    let Some(unit) = first.unit else {
        return Err(format!(
            "`{id}`: it is not said which unit `{view}` is in, as in a lock file of an earlier \
             census; read the program itself"
        ));
    };
    match objective.slo.sites.iter().find(|site| site.unit != first.unit) {
        None => Ok((view, unit)),
        Some(other) => Err(format!(
            "`{id}`: `{view}` is in `{unit}` in `{}` and in `{}` in `{}`; give both one unit, or \
             leave out `--latency-cut`",
            first.function,
            other.unit.map(|unit| unit.to_string()).unwrap_or_default(),
            other.function,
        )),
    }
}

fn several(id: &str) -> String {
    format!(
        "`{id}` has not one latency view, which is all that Cloud Monitoring cuts; leave out \
         `--latency-cut`, and what was counted is taken"
    )
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
