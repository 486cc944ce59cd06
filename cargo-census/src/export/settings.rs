//! What a program does not say of itself, from the command line and from the variables that its
//! exporters read.

use std::time::Duration;

use census::export::prometheus::Names;

use super::prometheus;
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

/// How often numbers come.
pub(super) fn pace(given: &Given) -> Result<Pace, Failure> {
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
