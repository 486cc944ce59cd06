//! The names of the targets that a `Cargo.toml` of ours lists.

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
    fn only_names_under_their_kind_are_found() {
        let manifest = "[package]\nname = \"x\"\n\n[[test]]\nname = \"one\"\npath = \"one.rs\"\n\
                        [[example]]\nname = \"two\"\n[[test]]\nname = \"three\"\n[lints]\n";
        assert_eq!(names(manifest, "test"), ["one", "three"]);
        assert_eq!(names(manifest, "example"), ["two"]);
    }
}
