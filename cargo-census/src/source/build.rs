//! Has cargo build a program, and learns from it where that is.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::arguments::{BUILD, Given, list};
use crate::ending::{Ending, Failure};

/// Builds the one program that is asked for.
pub(super) fn program(given: &Given) -> Result<PathBuf, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["build", "--message-format", "json-render-diagnostics"]);
    for option in BUILD {
        for value in given.all(option.long) {
            command.arg(format!("--{}", option.long));
            if option.value.is_some() {
                command.arg(value);
            }
        }
    }
    command.args(&given.for_cargo).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| not_built(format!("no cargo: {error}")))?;
    if !output.status.success() {
        return Err(not_built("cargo did not build the program: what it says stands above"));
    }
    one(programs(&String::from_utf8_lossy(&output.stdout)))
}

/// What cargo says of a thing that it made. It says more, and other things too.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The programs by their names.
fn programs(messages: &str) -> BTreeMap<String, PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let programs = messages.filter_map(|message| {
        let target = message.target?;
        let runs = target.kind.iter().any(|kind| kind == "bin" || kind == "example");
        runs.then_some((target.name, message.executable?))
    });
    programs.collect()
}

fn one(mut programs: BTreeMap<String, PathBuf>) -> Result<PathBuf, Failure> {
    match (programs.pop_first(), programs.is_empty()) {
        (Some((_, path)), true) => Ok(path),
        (Some((first, _)), false) => {
            let all = list([first.as_str()].into_iter().chain(programs.keys().map(String::as_str)));
            Err(not_built(format!("there are several programs: choose one by `--bin`, of {all}")))
        }
        (None, _) => Err(not_built(
            "cargo built no program here: choose one by `--package`, `--bin` or `--example`, or \
             name a file, which may be a library",
        )),
    }
}

fn not_built(message: impl Into<String>) -> Failure {
    Failure::new(Ending::NotBuilt, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONE: &str = r#"{"reason":"build-finished","success":true}"#;

    /// What cargo says of a thing that it made.
    fn made(name: &str, kind: &str, executable: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","target":{{"name":"{name}","kind":["{kind}"]}},
                "executable":{executable},"fresh":true}}"#
        )
        .replace('\n', "")
    }

    fn chosen(messages: &[&str]) -> Result<PathBuf, String> {
        one(programs(&messages.join("\n"))).map_err(|failure| failure.message)
    }

    #[test]
    fn the_one_program_is_found_among_what_cargo_says() {
        let made =
            [&made("lib", "lib", "null"), "Compiling…", &made("shop", "bin", r#""/t/shop""#)];
        assert_eq!(chosen(&[&made[..], &[DONE]].concat()), Ok(PathBuf::from("/t/shop")));
    }

    #[test]
    fn several_programs_are_named() {
        let message =
            chosen(&[&made("tool", "bin", r#""/t/a""#), &made("shop", "bin", r#""/t/b""#)])
                .expect_err("two");
        assert_eq!(
            message,
            "there are several programs: choose one by `--bin`, of `shop` and `tool`"
        );
    }

    #[test]
    fn no_program_is_told() {
        let message = chosen(&[&made("lib", "lib", "null"), DONE]).expect_err("none");
        assert!(message.starts_with("cargo built no program here"), "{message}");
    }
}
