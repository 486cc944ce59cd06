//! Google Cloud Monitoring: the bodies of its API, a script that sends them, and Terraform.
//!
//! What metrics and resources are called is asked of the exporter that writes them. The descriptor
//! comes first: an objective on a metric that is not known yet is refused.

mod filter;
mod limits;
mod objective;
mod policy;
mod script;
mod terraform;

use census::export::CloudMonitoring;
use serde_json::{Value, json};

use super::File;
use super::files::file_name;
use crate::burn::{Pace, Plan};
use crate::objective::{Objective, Program};

/// What a program does not say of itself.
#[derive(Debug)]
pub struct Settings {
    /// The exporter, as the program has it: it knows what metrics are called.
    pub exporter: CloudMonitoring,
    /// Where it writes.
    pub project: String,
    /// The type of the monitored resource that it writes for.
    pub resource_type: String,
    /// How often it writes.
    pub pace: Pace,
    /// The bad calls that an alert waits for; by what traffic is expected if it is not said.
    pub events_min: Option<u64>,
    /// Who is told of pages, and of tickets: `projects/P/notificationChannels/ID`.
    pub page_channels: Vec<String>,
    /// The same of tickets.
    pub ticket_channels: Vec<String>,
    /// Whether latencies are judged by the buckets of the functions' latency views, in which all
    /// calls are, instead of by what was counted.
    pub cut: bool,
}

/// An objective and what its bodies have in common.
struct Exported<'a> {
    objective: Objective<'a>,
    plan: Plan,
    /// Of the counter of all objectives.
    metric_type: &'a str,
    settings: &'a Settings,
}

/// A body, and what it is called: in the script, and in Terraform.
struct Body {
    id: String,
    json: Value,
}

/// All files.
///
/// # Errors
///
/// What Cloud Monitoring would refuse, and the way out.
pub fn files(program: &Program, settings: &Settings) -> Result<Vec<File>, String> {
    let events = census::slo::events();
    let metric_type = settings.exporter.metric_type(events).map_err(|error| error.to_string())?;
    let descriptor = settings.exporter.descriptor(events).map_err(|error| error.to_string())?;
    let descriptor: Value = serde_json::from_str(&descriptor).map_err(|error| error.to_string())?;
    let exported: Vec<Exported<'_>> = program
        .objectives()
        .map(|objective| Exported {
            objective,
            plan: Plan::new(objective.goal, objective.slo.window, settings.pace),
            metric_type: &metric_type,
            settings,
        })
        .collect();
    let mut services: Vec<&str> = program.slos.iter().map(|slo| slo.service.as_str()).collect();
    services.sort_unstable();
    services.dedup();
    let services = services.into_iter().map(|service| {
        let body = json!({"displayName": service, "custom": {}, "userLabels": managed()});
        Ok(Body { id: limits::service_id(service)?, json: body })
    });
    let services: Vec<Body> = services.collect::<Result<_, String>>()?;
    let objectives = exported.iter().map(|one| {
        let body = Body { id: limits::objective_id(&one.objective)?, json: one.body()? };
        Ok((limits::service_id(&one.objective.slo.service)?, body))
    });
    let objectives: Vec<(String, Body)> = objectives.collect::<Result<_, String>>()?;
    let policies = exported.iter().map(Exported::policies).collect::<Result<Vec<_>, String>>()?;
    let policies: Vec<Body> = policies.into_iter().flatten().collect();

    let file = |folder: &str, body: &Body| {
        File::new(format!("{folder}/{}.json", file_name(&body.id)), pretty(&body.json))
    };
    let mut files = vec![File::new("descriptor.json", pretty(&descriptor))];
    files.extend(services.iter().map(|body| file("services", body)));
    files.extend(objectives.iter().map(|(_, body)| file("objectives", body)));
    files.extend(policies.iter().map(|body| file("policies", body)));
    files.push(script::file(&settings.project, &services, &objectives, &policies));
    files.push(terraform::file(settings, &descriptor, &services, &objectives, &policies));
    Ok(files)
}

/// The labels by which what is made here is found again.
fn managed() -> Value {
    json!({"managed-by": "census"})
}

fn pretty(value: &Value) -> String {
    // It is made of texts, numbers and lists, of which each can be written.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

#[cfg(test)]
mod tests;
