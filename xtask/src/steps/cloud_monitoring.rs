//! What the exporter to Cloud Monitoring sends, before a strict receiver.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::install;
use crate::steps::scrape::{serve, word_after};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// How long the receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

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
    let file = workshop.bench.join("cloud-monitoring.jsonl");
    let log = workshop.bench.join("cloud-monitoring-receiver.log");
    fs::write(&file, "")?;
    let mut command = workshop.command(python);
    command.arg("tests/python/cloud_monitoring.py").arg(&file);
    let _server = serve(&mut command, &log)?;
    let address = word_after(&log, "listening on http://")?;
    for (what, body, rule) in BROKEN {
        let said = post(&address, what, body)?;
        let refused = said.contains(" 400 ") && said.contains(rule);
        tally.expect(refused, format!("the receiver takes {body}, so it proves nothing: {said}"));
    }
    fs::write(&file, "")?;

    let mut test = workshop
        .cargo("test -p census-tests --features counterparts --test cloud_monitoring_receiver");
    test.env("CENSUS_CLOUD_MONITORING", format!("http://{address}"));
    workshop.tests(tally, &mut test, "cloud-monitoring")?;

    let lines = fs::read_to_string(&file)?;
    let refused: Vec<&str> = lines.lines().filter(|line| line.starts_with("refused")).collect();
    tally.expect(refused.is_empty(), format!("the receiver refuses: {refused:#?}"));
    // 450 rows of one scenario, and what the others have.
    let written = lines.lines().count() - refused.len();
    tally.expect(written > 450, format!("the receiver has written {written} series only"));
    Ok(())
}

fn post(address: &str, what: &str, body: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST /v3/projects/p/{what} HTTP/1.1\r\nContent-Type: application/json\r\n\
         Authorization: Bearer t\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
