//! The steps of `cargo xtask test`, in their order: the quick and the likely to fail first.

mod bodies;
mod cargo;
mod cloud_monitoring;
mod declared_twice;
mod examples;
mod graph;
mod machine;
mod objectives;
mod off;
mod otlp;
mod pushgateway;
mod receiver;
mod scrape;
mod shipped;
mod tags;
mod two_versions;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// A named group of checks.
pub struct Step {
    /// The word for it on the command line.
    pub name: &'static str,
    /// What is known when it has passed.
    pub claim: &'static str,
    /// Makes the checks; an error ends this step, not the others.
    pub act: fn(&Workshop, &mut Tally) -> Result<(), Fault>,
}

const fn step(
    name: &'static str,
    claim: &'static str,
    act: fn(&Workshop, &mut Tally) -> Result<(), Fault>,
) -> Step {
    Step { name, claim, act }
}

/// All of them.
pub const STEPS: &[Step] = &[
    step("fmt", "every file is as rustfmt leaves it", cargo::fmt),
    step(
        "clippy",
        "no warning in any target, nor in the benches and what is fuzzed",
        cargo::clippy,
    ),
    step(
        "features",
        "census builds with each of its features alone, and with none",
        cargo::features,
    ),
    step("oldest", "the oldest Rust that Cargo.toml promises builds it", cargo::oldest),
    step(
        "off",
        "switched off, nothing is recorded and the machine code is the plain one",
        off::run,
    ),
    step("two-versions", "two versions in one program count each their own", two_versions::run),
    step(
        "declared-twice",
        "two crates that declare an objective of one id do not link, and the id is told",
        declared_twice::run,
    ),
    step("tests", "unit, integration, property and ui tests pass", cargo::tests),
    step("doctests", "every example in the documentation runs", cargo::doctests),
    step("docs", "the documentation builds without a warning", cargo::docs),
    step(
        "dependencies",
        "licences and sources are those of deny.toml, where cargo-deny is installed",
        cargo::dependencies,
    ),
    step(
        "graph",
        "no feature brings an async runtime, nor TLS unasked; the README counts the crates",
        graph::run,
    ),
    step("examples", "each example runs to its end and exits 0", examples::run),
    step("bodies", "promtool and the strict OpenMetrics parser accept what we answer", bodies::run),
    step(
        "cloud-monitoring",
        "a strict Cloud Monitoring, of Google's own types, writes all that we send",
        cloud_monitoring::run,
    ),
    step(
        "otlp",
        "a strict receiver takes what OTLP sends, and a real collector passes it on",
        otlp::run,
    ),
    step("tags", "OpenCensus' own codec reads the tags that are sent, and is read", tags::run),
    step("prometheus", "a real Prometheus counts what the load generator counted", scrape::run),
    step(
        "objectives",
        "promtool and Google's own types accept what is made of objectives; no pitfall is in it",
        objectives::run,
    ),
    step(
        "shipped",
        "the objectives of a program that was optimised, linked as one and stripped are read",
        shipped::run,
    ),
    step("pushgateway", "a real Pushgateway has what a short job counted", pushgateway::run),
    step(
        "loom",
        "the shard, the lease and the fallback hold in every interleaving that loom tries",
        machine::loom,
    ),
    step("thread-sanitizer", "no data race in the whole test suite", machine::thread_sanitizer),
    step("address-sanitizer", "no bad access in the whole test suite", machine::address_sanitizer),
    step("instructions", "a record costs no more instructions than it did", machine::instructions),
];
