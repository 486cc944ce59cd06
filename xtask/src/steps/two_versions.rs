//! Two versions of census in one program: each counts what is its own.

use std::fs;
use std::path::Path;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// The program, which names both.
const PROGRAM: &str = r#"[package]
name = "two-versions"
version.workspace = true
edition = "2024"

[[bin]]
name = "two-versions"
path = "ROOT/tests/two-versions/program.rs"

[dependencies]
census = { path = "ROOT/census", default-features = false }
later = { package = "census", path = "../census", default-features = false }
"#;

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    // A workspace like ours, of a later version, with the program in it.
    let folder = workshop.target.join("two-versions");
    let _ = fs::remove_dir_all(&folder); // That of an earlier run, if there was one.
    for part in ["census", "census-macros"] {
        for file in ["Cargo.toml", "src"] {
            copy(&workshop.root.join(part).join(file), &folder.join(part).join(file))?;
        }
    }
    copy(&workshop.root.join("Cargo.lock"), &folder.join("Cargo.lock"))?;
    let manifest = fs::read_to_string(workshop.root.join("Cargo.toml"))?;
    fs::write(folder.join("Cargo.toml"), later(&manifest).ok_or("no version in Cargo.toml")?)?;
    let root = workshop.root.to_str().ok_or("the repository's path is no text")?;
    fs::create_dir_all(folder.join("program"))?;
    fs::write(folder.join("program/Cargo.toml"), PROGRAM.replace("ROOT", root))?;

    let mut program = workshop.cargo("run --manifest-path");
    program.arg(folder.join("program/Cargo.toml")).arg("--target-dir").arg(&workshop.target);
    workshop.check(tally, &mut program, "two-versions").map(drop)
}

/// The workspace's manifest, with another version and other members.
fn later(manifest: &str) -> Option<String> {
    let (_, rest) = manifest.split_once("members = [")?;
    let members = rest.split_once(']')?.0;
    let (_, rest) = manifest.split_once("version = \"")?;
    let version = rest.split_once('"')?.0;
    let members_now = format!("members = [{members}]");
    let members_later = "members = [\"census\", \"census-macros\", \"program\"]";
    Some(manifest.replace(&members_now, members_later).replace(version, "99.0.0"))
}

fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().ok_or("no folder")?)?;
        fs::copy(from, to)?;
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_version_differs_in_the_version_alone() {
        let manifest = "members = [\"a\"]\nversion = \"0.1.0\"\n\
                        a = { path = \"a\", version = \"=0.1.0\" }\nb = \"0.1\"\n";
        let later = later(manifest).expect("a manifest");
        assert!(later.ends_with(
            "version = \"99.0.0\"\na = { path = \"a\", version = \"=99.0.0\" }\nb = \"0.1\"\n"
        ));
    }
}
