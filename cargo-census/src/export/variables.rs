//! The variables that the program's exporters are set up by: from the file that its service manager
//! reads them from, and else from this command's own environment.

use std::collections::BTreeMap;
use std::fs;

use crate::arguments::Given;
use crate::ending::{Ending, Failure};

/// Variables by their names.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Those of `--env-file`: lines of `NAME=VALUE`, as systemd, Docker and Compose have them.
    pub(super) fn of(given: &Given) -> Result<Self, Failure> {
        let Some(path) = given.path("env-file") else { return Ok(Variables::default()) };
        let shown = path.display();
        let refuse = |why: String| Failure::new(Ending::Unreadable, format!("`{shown}`: {why}"));
        let text = fs::read_to_string(&path).map_err(|error| refuse(error.to_string()))?;
        read(&text)
            .map(Variables)
            .map_err(|line| refuse(format!("line {line} is no variable: write `NAME=VALUE`")))
    }

    /// The value of one that is set to something.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let own = || std::env::var(name).ok();
        self.0.get(name).cloned().or_else(own).filter(|value| !value.is_empty())
    }
}

fn read(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let pairs = lines.map(|(at, line)| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').ok_or(at + 1)?;
        Ok((name.trim().to_owned(), unquoted(value.trim()).to_owned()))
    });
    pairs.collect()
}

fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_variables_is_read_as_service_managers_do() {
        let read = read("# Ours.\nA=b\n\nexport B = \"c d\"\nC='e=f'\nD=\n").unwrap();
        let read: Vec<String> =
            read.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(read, ["A=b", "B=c d", "C=e=f", "D="]);
        assert_eq!(super::read("A=b\nnonsense\n"), Err(2));
    }
}
