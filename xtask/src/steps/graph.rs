//! What each feature of census brings along: counted for the README, and searched for what must
//! not be there.

use std::collections::BTreeSet;
use std::fs;

use crate::manifest;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Crates that run futures, and those that are of no use without such.
const RUNTIMES: &[&str] =
    &["async-io", "async-std", "glommio", "hyper", "mio", "reqwest", "smol", "tokio", "tonic"];

/// Crates that encrypt.
const TLS: &[&str] =
    &["aws-lc-rs", "native-tls", "openssl", "openssl-sys", "ring", "rustls", "schannel"];

/// Features that say in the manifest that they send over HTTPS.
const OVER_HTTPS: &[&str] = &["cloud-monitoring", "tls"];

/// What stands before and behind the table in the README.
const MARKS: [&str; 2] = ["<!-- dependencies -->\n", "<!-- /dependencies -->"];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut features = manifest::features(&workshop.root.join("census/Cargo.toml"))?;
    features.retain(|feature| !["default", "http", "off"].contains(&feature.as_str()));
    features.sort();
    features.insert(0, String::new());
    let mut table = String::from("| feature | crates |\n|---|--:|\n");
    for feature in &features {
        let crates = crates(workshop, feature)?;
        let name = if feature.is_empty() { "none" } else { feature };
        let named = |name: &str| crates.iter().any(|it| it.split(' ').next() == Some(name));
        let has = |unwanted: &[&str]| unwanted.iter().any(|name| named(name));
        tally.expect(!has(RUNTIMES), format!("`{name}` brings an async runtime: {crates:?}"));
        if !OVER_HTTPS.contains(&name) {
            tally.expect(!has(TLS), format!("`{name}` brings a TLS stack: {crates:?}"));
        }
        let count = crates.len();
        table += &match name {
            "none" => format!("| none | {count} |\n"),
            "prometheus" => format!("| `prometheus`, the default | {count} |\n"),
            name => format!("| `{name}` | {count} |\n"),
        };
    }
    let readme = fs::read_to_string(workshop.root.join("README.md"))?;
    let shown = readme.split_once(MARKS[0]).and_then(|(_, rest)| rest.split_once(MARKS[1]));
    let same = shown.is_some_and(|(shown, _)| shown.contains(&table));
    tally.expect(same, format!("the README has other numbers than these:\n{table}"));
    Ok(())
}

/// What a build of census with one feature is made of, `name v1.2.3`, without census itself.
fn crates(workshop: &Workshop, feature: &str) -> Result<BTreeSet<String>, Fault> {
    let mut tree = workshop.cargo("tree -p census -e normal --prefix none --no-default-features");
    tree.args(["--features", feature]);
    let ended = workshop.run(&mut tree, &format!("graph-{feature}"))?;
    if !ended.well() {
        return Err(ended.why().into());
    }
    let lines = ended.output.lines();
    Ok(named(lines).filter(|it| !it.starts_with("census")).map(str::to_owned).collect())
}

/// `name v1.2.3` of lines such as `name v1.2.3 (proc-macro)`; cargo says other things in between.
fn named<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines.filter_map(|line| {
        let (name, version) = line.split_once(" v")?;
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        let end = line.find(" (").unwrap_or(line.len());
        (is_version && !name.contains(' ')).then_some(&line[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_built_is_counted() {
        let said = ["syn v3.0.9", "warning: no very good", "quote v1.0.47 (*)", "    Locking 3"];
        assert_eq!(named(said.into_iter()).collect::<Vec<_>>(), ["syn v3.0.9", "quote v1.0.47"]);
    }
}
