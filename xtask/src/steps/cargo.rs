//! The steps that cargo alone can make.

use crate::install;
use crate::manifest;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

pub fn fmt(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    workshop.check(tally, &mut workshop.cargo("fmt --all --check"), "fmt")?;
    let mut benches = workshop.cargo("fmt --manifest-path benches/Cargo.toml --check");
    workshop.check(tally, &mut benches, "fmt-benches")?;
    let mut fuzz = workshop.cargo("fmt --manifest-path fuzz/Cargo.toml --check");
    workshop.check(tally, &mut fuzz, "fmt-fuzz").map(drop)
}

pub fn clippy(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut clippy = workshop.cargo("clippy --workspace --all-targets -- -D warnings");
    workshop.check(tally, &mut clippy, "clippy")?;
    // Without the peers, which take two cores two minutes to check.
    let mut benches = workshop.cargo("clippy --manifest-path benches/Cargo.toml --all-targets");
    benches.args(["--no-default-features", "--", "-D", "warnings"]);
    workshop.check(tally, &mut benches, "clippy-benches")?;
    let mut fuzz = workshop.cargo("clippy --manifest-path fuzz/Cargo.toml --bins --target-dir");
    fuzz.arg(workshop.target.join("fuzz")).args(["--", "-D", "warnings"]);
    // Nothing is linked, so what libFuzzer itself is made of, C++, need not be compiled.
    fuzz.env("CUSTOM_LIBFUZZER_PATH", "not/linked/libfuzzer.a");
    workshop.check(tally, &mut fuzz, "clippy-fuzz").map(drop)
}

pub fn features(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let features = manifest::features(&workshop.root.join("census/Cargo.toml"))?;
    let alone = features.iter().map(String::as_str).filter(|name| *name != "default");
    for feature in [""].into_iter().chain(alone) {
        let mut clippy = workshop.cargo("clippy -p census --no-default-features --features");
        clippy.args([feature, "--", "-D", "warnings"]);
        workshop.check(tally, &mut clippy, &format!("features-{feature}"))?;
    }
    // The tests of what another feature would bring must not be built without it.
    let mut clippy = workshop.cargo("clippy -p census --no-default-features --all-targets");
    clippy.args(["--", "-D", "warnings"]);
    workshop.check(tally, &mut clippy, "features-tests").map(drop)
}

pub fn oldest(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let version = manifest::rust_version(&workshop.root.join("Cargo.toml"))?;
    if let Err(error) = install::toolchain(workshop, &version) {
        tally.skip(format!("Rust {version} cannot be installed: {error}"));
        return Ok(());
    }
    let features = manifest::features(&workshop.root.join("census/Cargo.toml"))?;
    let on = features.iter().filter(|name| *name != "off").map(|name| format!("census/{name}"));
    let on: Vec<String> = on.collect();
    let mut check = workshop.command("rustup");
    check.args(["run", &version, "cargo", "check", "-p", "census", "-p", "cargo-census"]);
    check.args(["--features", &on.join(","), "--target-dir"]).arg(workshop.target.join("oldest"));
    workshop.check(tally, &mut check, "oldest").map(drop)
}

pub fn tests(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut test = workshop.cargo("test --workspace --all-targets --no-fail-fast");
    workshop.tests(tally, &mut test, "tests")
}

pub fn doctests(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut test = workshop.cargo("test --workspace --doc --no-fail-fast");
    workshop.tests(tally, &mut test, "doctests")
}

pub fn docs(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut doc = workshop.cargo("doc --workspace --no-deps");
    doc.env("RUSTDOCFLAGS", "-Dwarnings");
    workshop.check(tally, &mut doc, "docs").map(drop)
}

pub fn dependencies(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if install::find("cargo-deny").is_none() {
        tally.skip("cargo-deny is not installed; `cargo install cargo-deny` brings it");
        return Ok(());
    }
    // Advisories are left out: they are fetched, and a test must not depend on the news.
    let mut deny = workshop.cargo("deny --offline --workspace check bans licenses sources");
    workshop.check(tally, &mut deny, "dependencies").map(drop)
}
