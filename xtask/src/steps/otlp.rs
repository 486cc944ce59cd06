//! What the OTLP exporter sends, before a strict receiver, and through a real collector.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use crate::install;
use crate::leash::Server;
use crate::steps::receiver::Receiver;
use crate::steps::scrape::{serve, until};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// In a point that was not sent through the collector.
const DIRECT: &str = r#""service.name": {"stringValue": "direct"}"#;

/// Bodies that no strict receiver may take, and the rule that each breaks.
const BROKEN: &[(&str, &str)] = &[
    (r#"{"resource_metrics":[]}"#, "a field, in lowerCamelCase"),
    (r#"{"resourceMetrics":[]}"#, "a request has a resource"),
    (r#"{"resourceMetrics":[{"resource":{"attributes":[]}}]}"#, "a resource has a service.name"),
    (
        r#"{"resourceMetrics":[{"resource":{"attributes":[
            {"key":"service.name","value":{"stringValue":"x"}}]},
            "scopeMetrics":[{"scope":{"name":"s"},"metrics":[
            {"name":"m","histogram":{"aggregationTemporality":2,
            "dataPoints":[{"startTimeUnixNano":"1","timeUnixNano":"2","count":2,"bucketCounts":[1],
            "explicitBounds":[]}]}}]}]}]}"#,
        "the buckets of m add up to its count",
    ),
];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("no receiver takes what OTLP sends: {error}"));
            return Ok(());
        }
    };
    let strict = Receiver::start(workshop, &python, "otlp", "otlp-direct")?;
    for (body, rule) in BROKEN {
        strict.refuses(tally, ("/v1/metrics", body, rule))?;
    }
    strict.forget()?;

    let collected = Receiver::start(workshop, &python, "otlp", "otlp-collected")?;
    let collector = collector(workshop, &python, &collected.address)?;
    let mut test =
        workshop.cargo("test -p census-tests --features counterparts --test otlp_collector");
    let endpoints = format!("http://{},http://{}", strict.address, collector.address);
    test.env("CENSUS_OTLP_ENDPOINTS", endpoints);
    workshop.tests(tally, &mut test, "otlp-collector")?;

    let direct = points(&strict)?;
    tally.expect(!direct.is_empty(), "the test `otlp_collector` sent nothing");
    let refused: Vec<&String> = direct.iter().filter(|line| line.starts_with("refused")).collect();
    tally.expect(refused.is_empty(), format!("the strict receiver refuses: {refused:#?}"));
    let passed_on = |line: &String| !line.contains(DIRECT);
    let direct: Vec<String> = direct.into_iter().filter(passed_on).collect();
    // The collector takes its time, and answers 200 to what it drops.
    let same = until(|| (points(&collected).ok()? == direct).then_some(()));
    tally.expect(same.is_some(), difference(&direct, &points(&collected)?));
    Ok(())
}

/// What a receiver has taken: a line for each point, sorted.
fn points(receiver: &Receiver) -> Result<Vec<String>, Fault> {
    let mut lines: Vec<String> = receiver.taken()?.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    Ok(lines)
}

/// A real collector, which passes on what it takes.
struct Collector {
    address: String,
    _server: Server,
}

fn collector(workshop: &Workshop, python: &Path, to: &str) -> Result<Collector, Fault> {
    let find = ["-c", "import rotel, pathlib; print(pathlib.Path(rotel.__file__).parent)"];
    let found = workshop.command(python).args(find).output()?;
    let agent = Path::new(String::from_utf8_lossy(&found.stdout).trim()).join("rotel-agent");
    // It takes no port 0; ports that were free a moment ago are free still.
    let free = || Ok::<_, Fault>(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string());
    let (address, other) = (free()?, free()?);
    let log = workshop.bench.join("otlp-collector.log");
    let mut command = workshop.command(agent);
    command.args(["start", "--otlp-http-endpoint", &address, "--otlp-grpc-endpoint", &other]);
    command.args(["--exporter", "otlp", "--otlp-exporter-protocol", "http"]);
    command.args(["--otlp-exporter-endpoint", &format!("http://{to}")]);
    command.args(["--otlp-exporter-compression", "none", "--batch-timeout", "200ms"]);
    command.arg("--log-file").arg(workshop.bench.join("otlp-collector-agent.log"));
    let server = serve(&mut command, &log)?;
    until(|| TcpStream::connect(&address).ok())
        .ok_or_else(|| format!("no collector: {}", fs::read_to_string(&log).unwrap_or_default()))?;
    Ok(Collector { address, _server: server })
}

/// What only one of two has.
fn difference(sent: &[String], came: &[String]) -> String {
    let lost = sent.iter().filter(|line| !came.contains(line)).take(3);
    let new = came.iter().filter(|line| !sent.contains(line)).take(3);
    let lost: Vec<_> = lost.map(|line| format!("- {line}")).collect();
    let new: Vec<_> = new.map(|line| format!("+ {line}")).collect();
    let (sent, came) = (sent.len(), came.len());
    format!("of {sent} points {came} came through:\n{}\n{}", lost.join("\n"), new.join("\n"))
}
