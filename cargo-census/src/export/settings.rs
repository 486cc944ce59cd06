//! What a program does not say of itself, from the command line and from the variables that its
//! exporters read.

use std::time::Duration;

use census::export::prometheus::Names;
use census::export::{CloudMonitoring, MonitoredResource, Resource};

use super::variables::Variables;
use super::{cloud_monitoring, prometheus};
use crate::arguments::Given;
use crate::burn::Pace;
use crate::duration;
use crate::ending::Failure;

/// How Prometheus has it.
pub(super) fn prometheus(given: &Given) -> Result<prometheus::Settings, Failure> {
    let names = [("convention", Names::Convention), ("opencensus", Names::OpenCensus)];
    let labels = given.all("label").iter().map(|label| match label.split_once('=') {
        Some((key, value)) if is_label(key) => Ok((key.to_owned(), value.to_owned())),
        _ => Err(given.refuse(format!("`--label {label}`: write `KEY=VALUE`, as `job=shop`"))),
    });
    Ok(prometheus::Settings {
        names: given.choice("names", &names)?.unwrap_or_default(),
        pace: pace(given)?,
        events_min: whole(given, "min-events")?,
        labels: labels.collect::<Result<_, _>>()?,
        lines: given.has("lines"),
    })
}

/// How Cloud Monitoring has it: from options, or the variables that the exporter reads.
pub(super) fn cloud_monitoring(given: &Given) -> Result<cloud_monitoring::Settings, Failure> {
    let variables = Variables::of(given)?;
    let said = |option: &str, names: &[&str]| {
        let option = given.one(option).map(str::to_owned);
        option.or_else(|| names.iter().find_map(|name| variables.get(name)))
    };
    let projects = ["CENSUS_CLOUD_MONITORING_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];
    let project = said("project", &projects).ok_or_else(|| {
        given.refuse("no project: say it, `--project my-project`, or set `GOOGLE_CLOUD_PROJECT`")
    })?;
    let legal = |it: char| it.is_ascii_alphanumeric() || "-.:".contains(it);
    if !project.chars().all(legal) {
        return Err(given.refuse(format!("`{project}` is no project: write its id or its number")));
    }
    let mut exporter = CloudMonitoring::new(project.as_str());
    if let Some(domain) = said("domain", &["CENSUS_CLOUD_MONITORING_DOMAIN"]) {
        exporter = exporter.domain(domain);
    }
    if let Some(prefix) = said("metric-prefix", &["CENSUS_CLOUD_MONITORING_PREFIX"]) {
        exporter = exporter.prefix(prefix);
    }
    Ok(cloud_monitoring::Settings {
        exporter,
        resource_type: resource_type(given, &variables, &project)?,
        project,
        pace: pace(given)?,
        events_min: whole(given, "min-events")?,
        page_channels: given.all("page-channel").to_vec(),
        ticket_channels: given.all("ticket-channel").to_vec(),
        cut: given.has("latency-cut"),
    })
}

/// The type of the resource that the exporter writes for, as it makes it of the same variables.
fn resource_type(given: &Given, variables: &Variables, project: &str) -> Result<String, Failure> {
    if let Some(kind) = given.one("resource-type") {
        return Ok(kind.to_owned());
    }
    let resource = Resource::from_variables(&|name| variables.get(name))
        .map_err(|error| given.refuse(error.to_string()))?;
    match MonitoredResource::of(&resource, project).kind() {
        "global" => Err(given.refuse(
            "no resource: say what the program's series are of, `--resource-type k8s_container`, \
             `gce_instance`, `generic_task` or `global`, or have its `OTEL_RESOURCE_ATTRIBUTES` in \
             an `--env-file`",
        )),
        kind => Ok(kind.to_owned()),
    }
}

/// How often numbers come.
pub(crate) fn pace(given: &Given) -> Result<Pace, Failure> {
    let usual = Pace::default();
    let scrape = time(given, "scrape-interval")?;
    let export = time(given, "export-interval")?;
    Ok(Pace {
        scrape_seconds: scrape.unwrap_or(usual.scrape_seconds),
        // Who is scraped often has no other interval, unless that is said.
        export_seconds: export.or(scrape).unwrap_or(usual.export_seconds),
    })
}

/// Seconds, at least one.
fn time(given: &Given, option: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = given.one(option) else { return Ok(None) };
    let seconds = duration::read(text).map(|time: Duration| time.as_secs());
    seconds.filter(|seconds| *seconds > 0).map(Some).ok_or_else(|| {
        given.refuse(format!("`--{option} {text}`: write whole seconds or more, as `15s` or `1m`"))
    })
}

/// A whole number, at least one.
fn whole(given: &Given, option: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = given.one(option) else { return Ok(None) };
    text.parse().ok().filter(|number| *number > 0).map(Some).ok_or_else(|| {
        given.refuse(format!("`--{option} {text}`: write a whole number, at least 1"))
    })
}

fn is_label(key: &str) -> bool {
    let legal = |it: char| it.is_ascii_alphanumeric() || it == '_';
    key.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') && key.chars().all(legal)
}
