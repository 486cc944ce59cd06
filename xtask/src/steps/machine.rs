//! The steps that look below the language: interleavings, data races, bad accesses, instructions.

use crate::install;
use crate::manifest;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Tests that say nothing about memory: what they start or compare is not built like them, they are
/// of another build, or need a server.
const NOT_SANITIZED: [&str; 5] =
    ["tidy", "ui", "off", "otlp_collector", "cloud_monitoring_receiver"];

pub fn loom(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut test = workshop.cargo("test -p census --lib --release loom");
    test.env("RUSTFLAGS", "--cfg loom").arg("--target-dir").arg(workshop.target.join("loom"));
    workshop.tests(tally, &mut test, "loom")
}

pub fn thread_sanitizer(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    sanitizer(workshop, tally, "thread")
}

pub fn address_sanitizer(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    sanitizer(workshop, tally, "address")
}

fn sanitizer(workshop: &Workshop, tally: &mut Tally, kind: &str) -> Result<(), Fault> {
    const TRIPLE: &str = "x86_64-unknown-linux-gnu";
    let rustc = workshop
        .run(workshop.command("rustup").args(["run", "nightly", "rustc", "-vV"]), "nightly")?;
    if !rustc.output.contains(&format!("host: {TRIPLE}")) {
        tally.lack(format!("the {kind} sanitizer needs a nightly toolchain on {TRIPLE}"));
        return Ok(());
    }
    let mut test = workshop.command("rustup");
    test.args(["run", "nightly", "cargo", "test", "--target", TRIPLE, "--no-fail-fast"]);
    test.args(["-p", "census", "-p", "census-tests", "--lib"]);
    for name in manifest::targets(&workshop.root.join("tests/Cargo.toml"), "test")? {
        if !NOT_SANITIZED.contains(&name.as_str()) {
            test.args(["--test", &name]);
        }
    }
    test.env("ASAN_OPTIONS", "detect_leaks=0"); // What lives as long as the process is leaked.
    test.arg("--target-dir").arg(workshop.target.join("sanitizers"));
    test.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"); // What a report needs, and no more.
    // The standard library is not built with the sanitizer; the suppressions say what follows.
    let suppressions = workshop.root.join("xtask/thread-sanitizer.supp");
    test.env("TSAN_OPTIONS", format!("suppressions={}", suppressions.display()));
    let flags = format!("-Zsanitizer={kind} -Cunsafe-allow-abi-mismatch=sanitizer");
    test.env("RUSTFLAGS", format!("{flags} --cfg census_sanitizer"));
    workshop.tests(tally, &mut test, &format!("{kind}-sanitizer"))
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
    tally.expect(counts.len() == 6, "calls and records are counted, with tags and without");
    for line in counts {
        tally.expect(!line.contains("MORE THAN THE LIMIT"), line);
    }
    tally.expect(ended.well(), ended.why());
    Ok(())
}
