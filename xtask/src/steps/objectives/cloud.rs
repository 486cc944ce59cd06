//! The bodies for Cloud Monitoring: Google's own classes read them, a strict receiver keeps the
//! documented rules, and the script that sends them can be run again.

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

/// Objectives that no strict receiver may take, and the rule that each breaks.
const BROKEN: &[(&str, &str)] = &[
    (r#"{"display_name":"a"}"#, "display_name is in lowerCamelCase"),
    (r#"{"displayName":"a","goal":0.999,"rollingPeriod":"28d"}"#, "Duration must end"),
    (r#"{"displayName":"a","goal":0.99999}"#, "a goal is above 0 and at most 0.9999"),
    (r#"{"displayName":"a","goal":0.9,"rollingPeriod":"7776000s"}"#, "a period is of 1 to 30 days"),
    (
        r#"{"displayName":"a","goal":0.9,"calendarPeriod":"MONTH","serviceLevelIndicator":
            {"requestBased":{"goodTotalRatio":{"goodServiceFilter":"metric.type=\"a/b\"",
            "badServiceFilter":"metric.type=\"a/b\""}}}}"#,
        "a filter says a type of resource",
    ),
    (
        r#"{"displayName":"a","goal":0.9,"calendarPeriod":"MONTH","serviceLevelIndicator":
            {"requestBased":{"distributionCut":{"distributionFilter":
            "metric.type=\"a/b\" AND resource.type=\"global\"","range":{"min":1440}}}}}"#,
        "the minimum of the range must be less than its maximum",
    ),
];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("nobody reads what Cloud Monitoring is sent: {error}"));
            return Ok(());
        }
    };
    if let Err(error) = install::program(workshop, "curl", "curl") {
        tally.lack(format!("nobody sends what Cloud Monitoring is sent: {error}"));
        return Ok(());
    }
    let requests = workshop.bench.join("objectives.requests");
    let log = workshop.bench.join("objectives-receiver.log");
    let mut command = workshop.command(python);
    command.arg("tests/python/objectives.py").arg(&requests);
    let _server = serve(&mut command, &log)?;
    let address = word_after(&log, "listening on http://")?;
    for (body, rule) in BROKEN {
        let said = check(&address, body)?;
        let refused = said.contains(" 400 ") && said.contains(rule);
        tally.expect(refused, format!("the receiver takes {body}, so it proves nothing: {said}"));
    }
    let golden = workshop.root.join("cargo-census/golden");
    let cut = golden.join("cloud-monitoring-cut/objectives/checkout-latency.json");
    let said = check(&address, &fs::read_to_string(cut)?)?;
    tally.expect(said.contains(" 200 "), format!("a cut is refused: {said}"));

    let script = golden.join("cloud-monitoring/apply.sh");
    let bodies = ["services", "objectives", "policies"];
    let bodies = bodies.map(|folder| fs::read_dir(golden.join("cloud-monitoring").join(folder)));
    let mut count = 1; // The descriptor.
    for folder in bodies {
        count += folder?.count();
    }
    for (round, made) in [("first", "POST"), ("second", "PATCH")] {
        fs::write(&requests, "")?;
        let mut apply = workshop.command("bash");
        apply.arg(&script).env("TOKEN", "t").env("ENDPOINT", format!("http://{address}"));
        workshop.check(tally, &mut apply, &format!("objectives-{round}"))?;
        let requests = fs::read_to_string(&requests)?;
        let taken = |line: &&str| line.contains(" 200") && !line.starts_with("GET ");
        let taken: Vec<&str> = requests.lines().filter(taken).collect();
        tally.expect(
            taken.len() == count && taken[1..].iter().all(|line| line.starts_with(made)),
            format!("of {count} bodies, the {round} time, these were taken by {made}: {taken:#?}"),
        );
    }
    Ok(())
}

fn check(address: &str, body: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST /check/objective HTTP/1.1\r\nContent-Type: application/json\r\n\
         Authorization: Bearer t\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
