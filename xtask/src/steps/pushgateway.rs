//! A real Pushgateway has what a short job counted, after that has ended.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::install;
use crate::steps::examples;
use crate::steps::scrape::{serve, until};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// How long the gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let name = "prometheus-pushgateway";
    let gateway = match install::program(workshop, name, name) {
        Ok(gateway) => gateway,
        Err(error) => {
            tally.lack(format!("no Pushgateway takes a push: {error}"));
            return Ok(());
        }
    };
    let mut build = workshop.cargo("build --release -p census-examples --example short_job");
    let ended = workshop.run(&mut build, "pushgateway-build")?;
    if !ended.well() {
        tally.fail(ended.why());
        return Ok(());
    }

    // It takes no port 0; a port that was free a moment ago is free still.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let mut command = workshop.command(gateway);
    command.arg(format!("--web.listen-address={address}"));
    let log = workshop.bench.join("pushgateway.log");
    let _gateway = serve(&mut command, &log)?;
    until(|| get(&address, "/-/ready").ok()).ok_or_else(|| {
        format!("the gateway is not ready: {}", fs::read_to_string(&log).unwrap_or_default())
    })?;

    // Twice: the second run takes the place of the first.
    for _ in 0..2 {
        let mut job = workshop.command(examples::program(workshop, "short_job"));
        job.arg(format!("http://{address}"));
        workshop.check(tally, &mut job, "example-short_job-pushed")?;
    }
    let page = get(&address, "/metrics")?;
    for line in [
        "report_parts_total{instance=\"\",job=\"nightly-report\"} 100",
        "report_parts_failed_total{instance=\"\",job=\"nightly-report\"} 10",
        "report_lines_written_total{instance=\"\",job=\"nightly-report\"} 13230",
        "report_part_time_seconds_count{instance=\"\",job=\"nightly-report\"} 100",
    ] {
        let found = page.lines().any(|of| of == line);
        tally.expect(found, format!("the gateway does not say `{line}`:\n{page}"));
    }
    Ok(())
}

/// What a server answers to a `GET`; an error where that is not 200.
fn get(address: &str, path: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.contains(" 200 ") => Ok(body.to_owned()),
        _ => Err(format!("`{path}` answered {answer}").into()),
    }
}
