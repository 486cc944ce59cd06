//! The names of the targets and of the features that a `Cargo.toml` of ours lists.

use std::fs;
use std::io;
use std::path::Path;

/// The names under `[[KIND]]`, in their order.
///
/// # Errors
///
/// If the manifest cannot be read.
pub fn targets(manifest: &Path, kind: &str) -> io::Result<Vec<String>> {
    Ok(names(&fs::read_to_string(manifest)?, kind))
}

/// The features, in their order.
///
/// # Errors
///
/// If the manifest cannot be read.
pub fn features(manifest: &Path) -> io::Result<Vec<String>> {
    Ok(keys(&fs::read_to_string(manifest)?, "features"))
}

/// The version of Rust that it asks for.
///
/// # Errors
///
/// If the manifest cannot be read, or says none.
pub fn rust_version(manifest: &Path) -> io::Result<String> {
    let text = fs::read_to_string(manifest)?;
    let version = text.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let version = version.map(|version| version.trim().trim_matches('"').to_owned());
    version.ok_or_else(|| io::Error::other(format!("{}: no rust-version", manifest.display())))
}

fn keys(manifest: &str, section: &str) -> Vec<String> {
    let header = format!("[{section}]");
    let within = manifest.lines().skip_while(|line| *line != header).skip(1);
    let within = within.take_while(|line| !line.starts_with('['));
    within.filter_map(|line| Some(line.split_once(" = ")?.0.trim().to_owned())).collect()
}

fn names(manifest: &str, kind: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut within = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            within = line.trim() == format!("[[{kind}]]");
        } else if within && let Some(name) = line.strip_prefix("name = ") {
            names.push(name.trim().trim_matches('"').to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_found() {
        let manifest = "[package]\nname = \"x\"\n\n[features]\ndefault = [\"a\"]\n# Why.\n\
                        a = []\nb = [\"a\"]\n\n[dependencies]\nc = \"1\"\n";
        assert_eq!(keys(manifest, "features"), ["default", "a", "b"]);
    }

    #[test]
    fn only_names_under_their_kind_are_found() {
        let manifest = "[package]\nname = \"x\"\n\n[[test]]\nname = \"one\"\npath = \"one.rs\"\n\
                        [[example]]\nname = \"two\"\n[[test]]\nname = \"three\"\n[lints]\n";
        assert_eq!(names(manifest, "test"), ["one", "three"]);
        assert_eq!(names(manifest, "example"), ["two"]);
    }
}
