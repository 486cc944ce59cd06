//! A program that is configured by its environment alone.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use census_tests::finish;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("census-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a program that counts ten calls and exports to `FOLDER/file` as its code asks; whether it
/// ended well, and what it printed.
fn run(folder: &Folder, variables: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leaver"));
    command.arg("as the environment says").arg(folder.0.join("file")).current_dir(&folder.0);
    for (name, _) in std::env::vars() {
        if name.starts_with("CENSUS_") || name.starts_with("OTEL_") {
            command.env_remove(name);
        }
    }
    let (status, said) = finish(command.envs(variables.iter().copied()));
    (status.is_some_and(|status| status.success()), said)
}

#[test]
fn what_is_switched_off_exports_nothing() {
    let folder = Folder::new("disabled");
    let variables = [("CENSUS_DISABLED", "1"), ("CENSUS_EXPORTERS", "table")];
    assert_eq!(run(&folder, &variables), (true, String::new()));
    assert!(!folder.0.join("file").exists());
}

#[test]
fn the_environments_exporters_come_beside_those_of_the_code() {
    let folder = Folder::new("beside");
    let variables =
        [("CENSUS_EXPORTERS", "table,json-lines"), ("CENSUS_JSON_LINES_FILE", "lines.jsonl")];
    let (well, said) = run(&folder, &variables);
    assert!(well && said.contains("leaver/calls"), "{said}");
    assert!(folder.0.join("file").exists());
    let lines = fs::read_to_string(folder.0.join("lines.jsonl")).expect("the lines");
    let line = lines.lines().find(|line| line.contains("leaver/calls")).expect("a line");
    assert!(line.ends_with(r#","count":10}"#), "{line}");
}

#[test]
fn what_is_not_understood_ends_the_program_with_the_variables_name() {
    let folder = Folder::new("wrong");
    let (well, said) = run(&folder, &[("CENSUS_EXPORTERS", "statsd")]);
    assert!(!well && said.contains("`CENSUS_EXPORTERS` is `statsd`: unknown exporter"), "{said}");
    let (well, said) = run(&folder, &[("CENSUS_INTERVAL", "10s")]);
    assert!(!well && said.contains("`CENSUS_INTERVAL`: there is no such"), "{said}");
}
