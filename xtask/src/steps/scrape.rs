//! A real Prometheus scrapes `sli_server`, and answers with the load generator's numbers.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::install;
use crate::leash::Server;
use crate::steps::examples;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Prometheus takes 5.5 s to its first scrape; a busy machine some more.
const PATIENCE: Duration = Duration::from_secs(60);

const CONFIG: &str = "\
global: {scrape_interval: 200ms, scrape_timeout: 200ms}
scrape_configs: [{job_name: census, static_configs: [{targets: ['TARGET']}]}]
";

/// What the load generator saw.
#[derive(Debug, PartialEq)]
struct Seen {
    calls: f64,
    failures: f64,
}

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if let Err(error) = install::program(workshop, "prometheus", "prometheus") {
        tally.lack(format!("no Prometheus scrapes sli_server: {error}"));
        return Ok(());
    }
    let mut build = workshop.cargo("build --release -p census-examples --example sli_server");
    let ended = workshop.run(&mut build, "prometheus-build")?;
    if !ended.well() {
        tally.fail(ended.why());
        return Ok(());
    }

    let log = workshop.bench.join("prometheus-target.log");
    let mut command = workshop.command(examples::program(workshop, "sli_server"));
    command.args(["--listen", "127.0.0.1:0", "--requests", "2000", "--hold"]);
    let _target = serve(&mut command, &log)?;
    let address = word_after(&log, "listening on http://")?;
    let seen = until(|| seen(&fs::read_to_string(&log).ok()?))
        .ok_or_else(|| said("no load came to its end", &log))?;

    let config = CONFIG.replace("TARGET", &address);
    let prometheus = Prometheus::start(workshop, "prometheus", &config)?;
    prometheus.wait_for("shop_checkout_requests_total", seen.calls)?;
    let availability = "1 - shop_checkout_failures_total / shop_checkout_requests_total";
    for (query, expected) in [
        ("shop_checkout_requests_total", seen.calls),
        ("shop_checkout_failures_total", seen.failures),
        ("shop_checkout_latency_seconds_count", seen.calls),
        ("shop_checkout_latency_seconds_bucket{le=\"+Inf\"}", seen.calls),
        (availability, 1.0 - seen.failures / seen.calls),
        ("resets(shop_checkout_requests_total[1m])", 0.0),
        ("up", 1.0),
    ] {
        let answer = prometheus.query(query)?;
        tally.expect(
            answer == Some(expected),
            format!("`{query}` is {answer:?} to Prometheus; by the load generator {expected}"),
        );
    }
    let buckets = prometheus.query("count(shop_checkout_latency_seconds_bucket)")?;
    let exemplars = prometheus.exemplars("shop_checkout_latency_seconds_bucket")?;
    let traces = exemplars.matches("\"trace_id\":\"c0ffee").count();
    tally.expect(
        traces > 0 && Some(traces as f64) <= buckets,
        format!("there are {traces} traces to {buckets:?} buckets in Prometheus:\n{exemplars}"),
    );
    tally.expect(
        traces == exemplars.matches("\"labels\":").count(),
        format!("an exemplar has no trace of the load generator's:\n{exemplars}"),
    );
    Ok(())
}

/// Reads the load generator's row of the table that `sli_server` closes with.
fn seen(output: &str) -> Option<Seen> {
    let (table, _) = output.split_once("equal to the call")?;
    let row = table.lines().find_map(|line| line.strip_prefix("load generator"))?;
    let mut numbers = row.split_whitespace().map(str::parse);
    Some(Seen { calls: numbers.next()?.ok()?, failures: numbers.next()?.ok()? })
}

/// A Prometheus, which ends when this drops.
pub struct Prometheus<'a> {
    workshop: &'a Workshop,
    address: String,
    _server: Server,
}

impl<'a> Prometheus<'a> {
    /// Starts one with this configuration, in a folder of this name.
    pub fn start(workshop: &'a Workshop, name: &str, config: &str) -> Result<Self, Fault> {
        let home = workshop.bench.join(name);
        let _ = fs::remove_dir_all(&home); // What an earlier run scraped, if there was one.
        fs::create_dir_all(&home)?;
        fs::write(home.join("prometheus.yml"), config)?;
        let log = home.join("log");
        let mut command = workshop.command("prometheus");
        command.current_dir(&home).args([
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            "--web.listen-address=127.0.0.1:0",
            "--enable-feature=exemplar-storage",
        ]);
        let server = serve(&mut command, &log)?;
        let address = word_after(&log, "msg=\"Listening on\" address=")?;
        Ok(Prometheus { workshop, address, _server: server })
    }

    /// Waits until a query has this one value.
    pub fn wait_for(&self, query: &str, value: f64) -> Result<(), Fault> {
        until(|| self.query(query).ok()?.filter(|answer| *answer == value))
            .map(drop)
            .ok_or_else(|| format!("`{query}` never became {value}").into())
    }

    /// Asks for one value; `None` where there is no such series.
    pub fn query(&self, query: &str) -> Result<Option<f64>, Fault> {
        let mut promtool = self.workshop.command("promtool");
        promtool.args(["query", "instant", &format!("http://{}", self.address), query]);
        let said = promtool.output()?;
        if !said.status.success() {
            return Err(String::from_utf8_lossy(&said.stderr).into_owned().into());
        }
        Ok(value(&String::from_utf8_lossy(&said.stdout)))
    }

    /// What there are of exemplars, as JSON; promtool does not ask for them.
    fn exemplars(&self, query: &str) -> Result<String, Fault> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let path = "/api/v1/query_exemplars";
        let range = format!("start={}&end={}", now - 3600, now + 60);
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path}?query={query}&{range} HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

/// Reads the value off `{instance="…", job="census"} => 0.9 @[1700000000.123]`.
fn value(answer: &str) -> Option<f64> {
    answer.split_once("=> ")?.1.split_once(" @")?.0.parse().ok()
}

/// Starts a server, which ends when what is given back drops.
pub fn serve(command: &mut Command, log: &Path) -> Result<Server, Fault> {
    let file = File::create(log)?;
    command.stdin(Stdio::piped()).stdout(file.try_clone()?).stderr(file);
    Ok(Server(command.spawn()?))
}

/// Waits for a word in a log, and gives what stands after it up to the next blank.
pub fn word_after(log: &Path, mark: &str) -> Result<String, Fault> {
    let find = || {
        let text = fs::read_to_string(log).ok()?;
        let (_, rest) = text.split_once(mark)?;
        rest.split_once(char::is_whitespace).map(|(word, _)| word.to_owned())
    };
    until(find).ok_or_else(|| said(&format!("never said `{mark}`"), log).into())
}

fn said(what: &str, log: &Path) -> String {
    format!("{what}; the log {}:\n{}", log.display(), fs::read_to_string(log).unwrap_or_default())
}

/// Looks again and again, until there is something or patience ends.
pub fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if begun.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_generators_row_is_read_once_the_table_is_whole() {
        let table = "                 calls  failures  latencies\n\
                     load generator    2000       203       2000\n\
                     census            2000       203       2000\n";
        assert_eq!(seen(table), None);
        let table = format!("{table}equal to the call\n");
        assert_eq!(seen(&table), Some(Seen { calls: 2000.0, failures: 203.0 }));
    }

    #[test]
    fn a_value_is_read_off_promtools_answer() {
        assert_eq!(value("{job=\"census\"} => 0.8985 @[1700000000.123]\n"), Some(0.8985));
        assert_eq!(value(""), None);
    }
}
