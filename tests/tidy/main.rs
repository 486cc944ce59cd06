//! What a reader may rely on when moving about in this repository.
#![allow(clippy::unwrap_used)] // What is unwrapped is a file of this repository.

mod floors;

use std::fs;
use std::path::{Path, PathBuf};

/// Longer files hold more than one idea.
const LINES_MAX: usize = 400;

/// What rustfmt is told too; but it lets comments and strings run on.
const COLUMNS_MAX: usize = 100;

#[test]
fn every_test_and_example_is_listed_in_its_manifest() {
    let mut faults = Vec::new();
    for folder in ["tests", "examples"] {
        let manifest = text(&Path::new(folder).join("Cargo.toml"));
        let entries = fs::read_dir(root().join(folder)).unwrap();
        for name in entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
            let main = match name.strip_suffix(".rs") {
                Some(_) => name,
                None => format!("{name}/main.rs"),
            };
            let listed = manifest.contains(&format!("path = \"{main}\""));
            if root().join(folder).join(&main).exists() && !listed {
                faults.push(format!("{folder}/{main} is not in {folder}/Cargo.toml"));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_source_of_census_is_reached_from_its_root() {
    for sources in
        ["census/src", "census-macros/src", "cargo-census/src", "xtask/src"].map(Path::new)
    {
        let mut reached = Vec::new();
        let mains = ["lib.rs", "main.rs"].map(|name| sources.join(name));
        for main in mains.into_iter().filter(|file| root().join(file).exists()) {
            reach(main, sources, &mut reached);
        }
        let lost: Vec<_> =
            files(sources, "rs").into_iter().filter(|file| !reached.contains(file)).collect();
        none(
            &lost.iter().map(|file| format!("no `mod` for {}", file.display())).collect::<Vec<_>>(),
        );
    }
}

#[test]
fn every_mistake_has_the_message_that_it_gets() {
    let lonely = |file: &PathBuf| !root().join(file.with_extension("stderr")).exists();
    let cases = files(Path::new("tests/ui/fail"), "rs");
    let faults = cases.iter().filter(|file| lonely(file));
    none(&faults.map(|file| format!("{} has no .stderr", file.display())).collect::<Vec<_>>());
}

#[test]
fn no_file_is_long_and_no_line_is_wide() {
    let mut faults = Vec::new();
    for file in files(Path::new(""), "rs") {
        let text = text(&file);
        let lines = text.lines().count();
        if lines > LINES_MAX {
            faults.push(format!("{} has {lines} lines; divide it by ideas", file.display()));
        }
        for (at, line) in text.lines().enumerate() {
            if line.chars().count() > COLUMNS_MAX {
                faults.push(format!("{}:{} is too wide", file.display(), at + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_readmes_costs_are_those_of_the_last_run() {
    let last_run = text(Path::new("benches/TABLE.md"));
    let last_run: Vec<String> = last_run.lines().map(without_footnote).collect();
    let readme = text(Path::new("README.md"));
    let rows = readme.lines().skip_while(|line| !line.starts_with("| ns per call |"));
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 10, "the README has no table of costs");
    let others = rows.iter().filter(|row| !last_run.iter().any(|line| line == *row));
    none(&others.map(|row| format!("not in benches/TABLE.md: {row}")).collect::<Vec<_>>());
}

/// A row of a table without the mark behind its name.
fn without_footnote(row: &str) -> String {
    match row.split_once(" [") {
        Some((name, rest)) => name.to_owned() + rest.split_once(']').map_or("", |(_, rest)| rest),
        None => row.to_owned(),
    }
}

#[test]
fn nothing_names_a_place_outside_of_the_repository() {
    // In two halves, so that this file does not name them.
    let places =
        [("/sha", "red/"), ("/wo", "rk/"), ("/tmp", "/wt"), ("/ro", "ot/"), ("/ho", "me/")];
    let places = places.map(|(one, other)| format!("{one}{other}"));
    let mut faults = Vec::new();
    for extension in ["rs", "toml", "md", "stderr", "py", "yml", "txt", "sh", "run"] {
        for file in files(Path::new(""), extension) {
            for (at, line) in text(&file).lines().enumerate() {
                if places.iter().any(|place| line.contains(place)) {
                    faults.push(format!("{}:{}: {}", file.display(), at + 1, line.trim()));
                }
            }
        }
    }
    none(&faults);
}

/// Follows `mod NAME;` from a file whose modules stand in `folder`.
fn reach(file: PathBuf, folder: &Path, reached: &mut Vec<PathBuf>) {
    let text = text(&file);
    reached.push(file);
    for line in text.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| *word == "mod") else { continue };
        let Some(name) = words.get(at + 1).and_then(|word| word.strip_suffix(';')) else {
            continue;
        };
        let module = folder.join(name).with_extension("rs");
        if root().join(&module).exists() {
            reach(module, &folder.join(name), reached);
        }
    }
}

/// The files with an extension, by their paths from the root, without what cargo built.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return found };
    for entry in entries.map(Result::unwrap) {
        let path = folder.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            if !["target", ".git"].iter().any(|name| entry.file_name() == *name) {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|has| has == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
