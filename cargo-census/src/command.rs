//! From a command line to what it prints.

use std::ffi::OsString;

use crate::arguments::{self, Given, Request};
use crate::ending::{Answer, Ending, Failure};
use crate::{help, list, source};

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
                Format::Json => json(&program)?,
            }))
        }
        name => Err(given.refuse(format!("`{name}` is not there yet"))),
    }
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

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(Ending::NotWritten, format!("no JSON: {error}")))?;
    Ok(text + "\n")
}
