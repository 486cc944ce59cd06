//! The same for Terraform, as JSON: the bodies, under the names that its provider has for them.

use serde_json::{Map, Value, json};

use super::{Body, Settings, pretty};
use crate::export::File;

pub(super) fn file(
    settings: &Settings,
    descriptor: &Value,
    services: &[Body],
    objectives: &[(String, Body)],
    policies: &[Body],
) -> File {
    let project = &settings.project;
    let with_project = |mut body: Value| {
        body["project"] = json!(project);
        body
    };
    let metric = json!({"census_slo_events": with_project(snake(descriptor, false))});
    let services = services.iter().map(|Body { id, json }| {
        let body = json!({
            "service_id": id,
            "display_name": literal(&json["displayName"]),
            "user_labels": json["userLabels"],
        });
        (name(id), with_project(body))
    });
    let slos = objectives.iter().map(|(service, Body { id, json })| {
        let mut body = snake(json, false);
        if let Value::Object(body) = &mut body {
            body.remove("service_level_indicator");
            if let Some(seconds) = body.remove("rolling_period") {
                body.insert("rolling_period_days".into(), days(&seconds));
            }
        }
        let indicator = &json["serviceLevelIndicator"]["requestBased"];
        body["request_based_sli"] = snake(indicator, false);
        body["slo_id"] = json!(id);
        body["service"] =
            json!(format!("${{google_monitoring_custom_service.{}.service_id}}", name(service)));
        // An objective on a metric that is not known is refused.
        body["depends_on"] = json!(["google_monitoring_metric_descriptor.census_slo_events"]);
        (name(id), with_project(body))
    });
    let alerts = policies.iter().map(|Body { id, json }| {
        let mut body = snake(json, false);
        for condition in body["conditions"].as_array_mut().into_iter().flatten() {
            let filter = &mut condition["condition_threshold"]["filter"];
            if let Some(text) = filter.as_str().filter(|text| text.starts_with("select_slo_")) {
                *filter = json!(by_reference(text));
            } else if condition["condition_threshold"]["filter"].is_null()
                && let Value::Object(condition) = condition
            {
                condition.remove("condition_threshold");
            }
        }
        let policy = Map::from_iter([(name(id), with_project(body))]);
        policy.into_iter().next().unwrap_or_default()
    });
    let document = json!({
        "terraform": {"required_providers": {"google": {"source": "hashicorp/google"}}},
        "resource": {
            "google_monitoring_metric_descriptor": metric,
            "google_monitoring_custom_service": Map::from_iter(services),
            "google_monitoring_slo": Map::from_iter(slos),
            "google_monitoring_alert_policy": Map::from_iter(alerts),
        },
    });
    File::new("terraform/census.tf.json", pretty(&document))
}

/// Names the objective by its resource, so that Terraform makes it before its policies.
fn by_reference(filter: &str) -> String {
    let Some((before, rest)) = filter.split_once("\"projects/") else { return filter.to_owned() };
    let Some((path, after)) = rest.split_once('"') else { return filter.to_owned() };
    let id = path.rsplit('/').next().unwrap_or_default();
    format!("{before}\"${{google_monitoring_slo.{}.name}}\"{after}", name(id))
}

/// A name in Terraform.
fn name(id: &str) -> String {
    let legal = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let id: String = id.chars().map(|it| if legal(it) { it } else { '_' }).collect();
    if id.starts_with(|it: char| it.is_ascii_alphabetic()) { id } else { format!("_{id}") }
}

/// The same with fields in `snake_case`, but for labels, whose keys are the user's; and with texts
/// in which Terraform finds nothing of its own.
fn snake(value: &Value, is_labels: bool) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, value)| {
                    let name = if is_labels { key.clone() } else { snake_case(key) };
                    (name, snake(value, key == "userLabels"))
                })
                .collect(),
        ),
        Value::Array(items) => items.iter().map(|item| snake(item, false)).collect(),
        text @ Value::String(_) => literal(text),
        other => other.clone(),
    }
}

fn literal(text: &Value) -> Value {
    json!(text.as_str().unwrap_or_default().replace("${", "$${").replace("%{", "%%{"))
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for it in name.chars() {
        if it.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(it.to_ascii_lowercase());
    }
    out
}

fn days(seconds: &Value) -> Value {
    let seconds = seconds.as_str().and_then(|text| text.strip_suffix('s'));
    json!(seconds.and_then(|text| text.parse::<u64>().ok()).unwrap_or_default() / 86_400)
}
