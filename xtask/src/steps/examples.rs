//! The examples, run as a stranger would run them.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use crate::manifest;
use crate::steps::scrape::{serve, until, word_after};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// What examples are given that would otherwise run until Ctrl-C.
const WORDS: [(&str, &[&str]); 1] =
    [("sli_server", &["--listen", "127.0.0.1:0", "--requests", "2000"])];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let ended = workshop
        .run(&mut workshop.cargo("build --release -p census-examples --examples"), "examples")?;
    if !ended.well() {
        tally.fail(ended.why());
        return Ok(());
    }
    for name in manifest::targets(&workshop.root.join("examples/Cargo.toml"), "example")? {
        let words = WORDS.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, words)| words);
        let log = format!("example-{name}");
        workshop.check(tally, workshop.command(program(workshop, &name)).args(words), &log)?;
    }
    a_call_more(workshop, tally)?;
    a_taken_port(workshop, tally)?;
    for signal in ["INT", "TERM"] {
        an_end(workshop, tally, signal)?;
    }
    Ok(())
}

/// Makes a call that the load generator of `sli_server` knows nothing of: it has to say so.
fn a_call_more(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let log = workshop.bench.join("example-a-call-more.log");
    let mut command = workshop.command(program(workshop, "sli_server"));
    command.args(["--listen", "127.0.0.1:0", "--requests", "2000"]);
    let mut server = serve(&mut command, &log)?;
    checkout(&word_after(&log, "listening on http://")?)?;
    let code = server.0.wait()?.code();
    let told = fs::read_to_string(&log)?.contains("not equal to the call");
    tally.expect(
        code == Some(1) && told,
        format!("sli_server counted a call more than its load, and ended with {code:?}"),
    );
    Ok(())
}

/// Ends `sli_server` in the midst of an interval: its last row has that interval's calls.
fn an_end(workshop: &Workshop, tally: &mut Tally, signal: &str) -> Result<(), Fault> {
    const CALLS: usize = 20;
    let log = workshop.bench.join(format!("example-end-{signal}.log"));
    let mut command = workshop.command(program(workshop, "sli_server"));
    command.args(["--listen", "127.0.0.1:0", "--idle", "--interval", "3600"]);
    let mut server = serve(&mut command, &log)?;
    let address = word_after(&log, "listening on http://")?;
    let mut failures = 0;
    for _ in 0..CALLS {
        failures += usize::from(!checkout(&address)?.starts_with("HTTP/1.1 200"));
    }
    let kill = ["-s", signal, &server.0.id().to_string()].map(str::to_owned);
    workshop.command("kill").args(kill).status()?;
    let code = until(|| server.0.try_wait().ok()?)
        .ok_or_else(|| format!("sli_server goes on after SIG{signal}"))?
        .code();
    let said = fs::read_to_string(&log)?;
    let last = said.lines().last().unwrap_or_default().split_whitespace().take(3);
    let counted = [CALLS, failures, CALLS].map(|count| count.to_string());
    tally.expect(
        code == Some(0) && last.eq(&counted),
        format!("SIG{signal} ended sli_server with {code:?}; not {counted:?} at last:\n{said}"),
    );
    Ok(())
}

/// Makes a call of `sli_server`, and gives its answer.
fn checkout(address: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /checkout HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Has `sli_server` listen where somebody listens.
fn a_taken_port(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let mut command = workshop.command(program(workshop, "sli_server"));
    let ended = workshop.run(command.args(["--listen", &address]), "example-a-taken-port")?;
    tally.expect(
        ended.code == Some(2) && ended.output.contains(&address),
        format!("sli_server does not say that {address} is taken:\n{}", ended.why()),
    );
    Ok(())
}

/// Where cargo puts an example that is built for release.
pub fn program(workshop: &Workshop, name: &str) -> PathBuf {
    workshop.target.join("release/examples").join(name)
}
