//! What the exporter to Cloud Monitoring sends, before a strict receiver.

use crate::install;
use crate::steps::receiver::Receiver;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Requests that no strict receiver may take, and the rule that each breaks.
const BROKEN: &[(&str, &str, &str)] = &[
    ("metricDescriptors", r#"{"metric_kind":"GAUGE"}"#, "metric_kind is in lowerCamelCase"),
    ("metricDescriptors", r#"{"kind":"GAUGE"}"#, "no field named"),
    ("metricDescriptors", r#"{"type":"custom.googleapis.com"}"#, "is a type of at most 200 bytes"),
    ("timeSeries", r#"{"timeSeries":[]}"#, "a request has 1 to 200 series"),
    (
        "timeSeries",
        r#"{"timeSeries":[{"metric":{"type":"custom.googleapis.com/a"},
            "resource":{"type":"global"},
            "points":[{"interval":{"endTime":"2026-01-01T00:00:00Z"},"value":{"int64Value":"1"}}]
            }]}"#,
        "is described before its points",
    ),
];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("no receiver takes what Cloud Monitoring is sent: {error}"));
            return Ok(());
        }
    };
    let receiver = Receiver::start(workshop, &python, "cloud_monitoring", "cloud-monitoring")?;
    for (what, body, rule) in BROKEN {
        receiver.refuses(tally, (&format!("/v3/projects/p/{what}"), body, rule))?;
    }
    receiver.forget()?;

    let mut test = workshop
        .cargo("test -p census-tests --features counterparts --test cloud_monitoring_receiver");
    test.env("CENSUS_CLOUD_MONITORING", format!("http://{}", receiver.address));
    workshop.tests(tally, &mut test, "cloud-monitoring")?;

    let lines = receiver.taken()?;
    let refused: Vec<&str> = lines.lines().filter(|line| line.starts_with("refused")).collect();
    tally.expect(refused.is_empty(), format!("the receiver refuses: {refused:#?}"));
    // 450 rows of one scenario, and what the others have.
    let written = lines.lines().count() - refused.len();
    tally.expect(written > 450, format!("the receiver has written {written} series only"));
    Ok(())
}
