//! What the OTLP exporter sends, before a strict receiver, and through a real collector.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::install;
use crate::leash::Server;
use crate::steps::scrape::{serve, until, word_after};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

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
    let strict = Receiver::start(workshop, &python, "direct")?;
    for (body, rule) in BROKEN {
        let said = post(&strict.address, body)?;
        let refused = said.contains(" 400 ") && said.contains(rule);
        tally.expect(refused, format!("the receiver takes {body}, so it proves nothing: {said}"));
    }
    fs::write(&strict.file, "")?;

    let collected = Receiver::start(workshop, &python, "collected")?;
    let collector = collector(workshop, &python, &collected.address)?;
    let mut test =
        workshop.cargo("test -p census-tests --features counterparts --test otlp_collector");
    let endpoints = format!("http://{},http://{}", strict.address, collector.address);
    test.env("CENSUS_OTLP_ENDPOINTS", endpoints);
    workshop.tests(tally, &mut test, "otlp-collector")?;

    let direct = strict.points()?;
    tally.expect(!direct.is_empty(), "the test `otlp_collector` sent nothing");
    let refused: Vec<&String> = direct.iter().filter(|line| line.starts_with("refused")).collect();
    tally.expect(refused.is_empty(), format!("the strict receiver refuses: {refused:#?}"));
    let passed_on = |line: &String| !line.contains(DIRECT);
    let direct: Vec<String> = direct.into_iter().filter(passed_on).collect();
    // The collector takes its time, and answers 200 to what it drops.
    let same = until(|| (collected.points().ok()? == direct).then_some(()));
    tally.expect(same.is_some(), difference(&direct, &collected.points()?));
    Ok(())
}

/// The strict receiver, and what it has taken.
struct Receiver {
    address: String,
    file: PathBuf,
    _server: Server,
}

impl Receiver {
    fn start(workshop: &Workshop, python: &Path, name: &str) -> Result<Self, Fault> {
        let file = workshop.bench.join(format!("otlp-{name}.jsonl"));
        fs::write(&file, "")?;
        let mut command = workshop.command(python);
        command.arg("tests/python/otlp.py").arg(&file);
        let log = workshop.bench.join(format!("otlp-{name}.log"));
        let server = serve(&mut command, &log)?;
        Ok(Receiver { address: word_after(&log, "listening on http://")?, file, _server: server })
    }

    /// A line for each point, sorted.
    fn points(&self) -> Result<Vec<String>, Fault> {
        let mut lines: Vec<String> =
            fs::read_to_string(&self.file)?.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        Ok(lines)
    }
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

fn post(address: &str, body: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST /v1/metrics HTTP/1.1\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
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
