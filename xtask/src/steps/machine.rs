//! The steps that look below the language: interleavings, data races, bad accesses, instructions.

use std::fs;
use std::process::Command;

use crate::install;
use crate::manifest;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Tests that say nothing about memory: what they start or compare is not built like them, they are
/// of another build, or need a server. Nor are those of the macros and of `cargo census`, which
/// share no memory between threads, and of the examples, for what other people's crates do there.
const NOT_SANITIZED: [&str; 6] =
    ["tidy", "ui", "off", "otlp_collector", "cloud_monitoring_receiver", "tags_python"];

pub fn loom(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut test = workshop.cargo("test -p census --lib --release loom");
    test.env("RUSTFLAGS", "--cfg loom").arg("--target-dir").arg(workshop.target.join("loom"));
    workshop.tests(tally, &mut test, "loom")
}

/// The standard library is built with the sanitizer too: of a ready one it sees some of the
/// accesses, and not what orders them. Where its source cannot be had, suppressions say that.
pub fn thread_sanitizer(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let Some(mut test) = sanitized(workshop, tally, "thread")? else { return Ok(()) };
    if let Err(error) = install::nightly_source(workshop) {
        print!("(without the source of the standard library: {error}) ");
        let suppressions = workshop.root.join("xtask/thread-sanitizer.supp");
        test.env("TSAN_OPTIONS", format!("suppressions={}", suppressions.display()));
    } else {
        test.arg("-Zbuild-std");
    }
    workshop.tests(tally, &mut test, "thread-sanitizer")
}

pub fn address_sanitizer(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let Some(mut test) = sanitized(workshop, tally, "address")? else { return Ok(()) };
    test.env("ASAN_OPTIONS", "detect_leaks=0"); // What lives as long as the process is leaked.
    workshop.tests(tally, &mut test, "address-sanitizer")
}

/// The tests of all that is measured, under a sanitizer.
fn sanitized(workshop: &Workshop, tally: &mut Tally, kind: &str) -> Result<Option<Command>, Fault> {
    const TRIPLE: &str = "x86_64-unknown-linux-gnu";
    let rustc = workshop
        .run(workshop.command("rustup").args(["run", "nightly", "rustc", "-vV"]), "nightly")?;
    if !rustc.output.contains(&format!("host: {TRIPLE}")) {
        tally.lack(format!("the {kind} sanitizer needs a nightly toolchain on {TRIPLE}"));
        return Ok(None);
    }
    let mut test = workshop.command("rustup");
    test.args(["run", "nightly", "cargo", "test", "--target", TRIPLE, "--no-fail-fast"]);
    test.args(["-p", "census", "-p", "census-tests", "--lib"]);
    for name in manifest::targets(&workshop.root.join("tests/Cargo.toml"), "test")? {
        if !NOT_SANITIZED.contains(&name.as_str()) {
            test.args(["--test", &name]);
        }
    }
    test.arg("--target-dir").arg(workshop.target.join("sanitizers"));
    test.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"); // What a report needs, and no more.
    test.env("RUST_BACKTRACE", "0"); // To look up a panic's lines takes seconds under a sanitizer.
    let flags = format!("-Zsanitizer={kind} -Cunsafe-allow-abi-mismatch=sanitizer");
    test.env("RUSTFLAGS", format!("{flags} --cfg census_sanitizer"));
    Ok(Some(test))
}

pub fn instructions(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if let Err(error) = install::program(workshop, "valgrind", "valgrind") {
        tally.lack(error);
        return Ok(());
    }
    // Without the peers, which take minutes to build and are not counted.
    let mut bench = workshop.cargo("run --release --manifest-path benches/Cargo.toml");
    bench.args(["--no-default-features", "--bin", "instructions"]);
    let ended = workshop.run(&mut bench, "instructions")?;
    let is_count = |line: &&str| line.contains("instructions per call");
    let counts: Vec<&str> = ended.output.lines().filter(is_count).collect();
    let limits = fs::read_to_string(workshop.root.join("benches/instructions.txt"))?;
    let limits = limits.lines().filter(|line| !line.starts_with('#')).count();
    tally.expect(counts.len() == limits, "each that has a limit is counted");
    for line in counts {
        tally.expect(!line.contains("MORE THAN THE LIMIT"), line);
    }
    tally.expect(ended.well(), ended.why());
    Ok(())
}
