//! From a command line to what it prints.

use std::ffi::OsString;

use crate::arguments::{self, Given, Request};
use crate::burn::Pace;
use crate::check::{self, BACKENDS, Code};
use crate::ending::{Answer, Ending, Failure};
use crate::objective::Program;
use crate::{diff, explain, export, help, list, lock, source};

/// Does what a command line says; `arguments` begins behind the program's name.
///
/// # Errors
///
/// Why it could not be done.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<Answer, Failure> {
    match arguments::parse(arguments)? {
        Request::Help(None) => Ok(Answer::fine(help::of_all())),
        Request::Help(Some(verb)) => Ok(Answer::fine(help::of(verb))),
        Request::Version => Ok(Answer::fine(help::version())),
        Request::Act(given) => act(given),
    }
}

fn act(mut given: Given) -> Result<Answer, Failure> {
    match given.verb.name {
        "list" => {
            let format = format(&given)?;
            let program = source::program(&mut given)?;
            Ok(Answer::fine(match format {
                Format::Text => list::text(&program),
                Format::Json => lock::full(&program),
            }))
        }
        "check" => {
            let format = format(&given)?;
            let backends = choices(&given, "for", BACKENDS)?;
            let codes: Vec<_> = Code::ALL.iter().map(|code| (code.word(), *code)).collect();
            let allowed = choices(&given, "allow", &codes)?;
            let program = source::program(&mut given)?;
            let mut findings = check::findings(&program, &backends);
            findings.retain(|finding| !allowed.contains(&finding.code));
            let ending = if findings.is_empty() { Ending::Fine } else { Ending::Found };
            let text = match format {
                Format::Text => check::text(&findings, &program),
                Format::Json => json(&findings)?,
            };
            Ok(Answer { text, ending })
        }
        "explain" => {
            let id = given.must("the ID of an objective")?;
            let pace = export::settings::pace(&given)?;
            let program = source::program(&mut given)?;
            explained(&program, &id.to_string_lossy(), pace, &given)
        }
        "diff" => {
            let format = format(&given)?;
            let old = source::file(given.must("the OLD program or lock file")?.as_ref())?;
            let new = source::program(&mut given)?;
            let changes = diff::changes(&old, &new);
            let ending = if changes.is_empty() { Ending::Fine } else { Ending::Found };
            let text = match format {
                Format::Text => diff::text(&changes),
                Format::Json => json(&changes)?,
            };
            Ok(Answer { text, ending })
        }
        "export" => export::run(&mut given),
        name => Err(given.refuse(format!("`{name}` is not there yet"))),
    }
}

fn explained(program: &Program, id: &str, pace: Pace, given: &Given) -> Result<Answer, Failure> {
    let objectives = explain::find(program, id);
    if objectives.is_empty() {
        let ids: Vec<_> = program.objectives().map(|objective| objective.id()).collect();
        let ids = arguments::list(ids.iter().map(String::as_str));
        return Err(given.refuse(format!("no objective is called `{id}`: there is {ids}")));
    }
    Ok(Answer::fine(explain::text(&objectives, pace)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Json,
}

fn format(given: &Given) -> Result<Format, Failure> {
    let format = given.choice("format", &[("text", Format::Text), ("json", Format::Json)])?;
    Ok(format.unwrap_or(Format::Text))
}

/// The meanings of an option's values, each of which may be several words with commas.
fn choices<T: Copy>(given: &Given, option: &str, words: &[(&str, T)]) -> Result<Vec<T>, Failure> {
    let values = given.all(option).iter().flat_map(|value| value.split(','));
    let meanings = values.map(|value| {
        let found = words.iter().find(|(word, _)| *word == value);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let there = arguments::list(words.iter().map(|(word, _)| *word));
            given.refuse(format!("`--{option} {value}`: there is {there}"))
        })
    });
    meanings.collect()
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(Ending::NotWritten, format!("no JSON: {error}")))?;
    Ok(text + "\n")
}
