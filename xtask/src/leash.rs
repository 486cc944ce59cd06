//! Commands that end in time, and that never outlive us.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::install;

/// Makes a command that is ended when `limit` is over and when we end, however we do.
///
/// On Linux `timeout` holds its whole process group, and is itself sent SIGTERM by the kernel when
/// we are gone, by Ctrl-C or worse. Where there are no such programs the command stands alone.
pub fn command(program: impl AsRef<OsStr>, limit: Duration) -> Command {
    if install::find("setpriv").is_none() || install::find("timeout").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "timeout", "--kill-after=10"]);
    command.arg(limit.as_secs().to_string()).arg(program);
    command
}

/// How a command ended, and all that it printed.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` where it was killed.
    pub code: Option<i32>,
    /// Both of its streams, as they came.
    pub output: String,
}

/// Runs a command to its end; what it prints goes to the file `log`.
///
/// # Errors
///
/// If it cannot be started, or the log not be written.
pub fn run(command: &mut Command, log: &Path) -> io::Result<Ended> {
    let file = File::create(log)?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let code = command.status()?.code();
    Ok(Ended { code, output: String::from_utf8_lossy(&fs::read(log)?).into_owned() })
}

impl Ended {
    /// Whether it says that all went well.
    pub fn well(&self) -> bool {
        self.code == Some(0)
    }

    /// Why it did not end well: the code, and what the test programs that failed said; where it is
    /// no test, its last words.
    pub fn why(&self) -> String {
        let told = match failed_programs(&self.output) {
            programs if programs.is_empty() => last_lines(&self.output.lines().collect::<Vec<_>>()),
            programs => programs.join("\n"),
        };
        match self.code {
            Some(124) => format!("{told}\nit was not ready in time"),
            Some(code) => format!("{told}\nit ended with code {code}"),
            None => format!("{told}\nit was killed"),
        }
    }
}

/// What each test program that failed said: cargo names it when it begins and when it failed, and
/// goes on to the next, so that it need not be the last.
fn failed_programs(output: &str) -> Vec<String> {
    let mut programs = Vec::new();
    let mut lines = Vec::new();
    for line in output.lines() {
        if ["Running ", "Doc-tests "].iter().any(|begin| line.trim_start().starts_with(begin)) {
            lines.clear();
        }
        lines.push(line);
        if line.starts_with("error: test failed, to rerun pass") {
            programs.push(last_lines(&lines));
            lines.clear();
        }
    }
    programs
}

/// Enough for a failed test's message; the whole stands in the log.
fn last_lines(lines: &[&str]) -> String {
    const LINES_MAX: usize = 120;
    lines[lines.len().saturating_sub(LINES_MAX)..].join("\n")
}

/// A server, which ends when this drops.
#[derive(Debug)]
pub struct Server(pub Child);

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return; // Its number may be another's by now.
        }
        // SIGTERM, which `timeout` passes on; `Child::kill` would orphan what it holds.
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.0.kill(); // It is gone already, or this ends it.
        }
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_test_programs_those_that_failed_are_told() {
        let output = "     Running a.rs (a-1)\ntest one ... ok\n     Running b.rs (b-1)\n\
                      WARNING: ThreadSanitizer: data race\ntest two ... ok\n\
                      error: test failed, to rerun pass `--test b`\n     Running c.rs (c-1)\n\
                      test three ... ok\nerror: 1 target failed:\n    `--test b`";
        let why = Ended { code: Some(101), output: output.to_owned() }.why();
        assert!(why.starts_with("     Running b.rs (b-1)\nWARNING: ThreadSanitizer"), "{why}");
        assert!(why.ends_with("`--test b`\nit ended with code 101"), "{why}");
        assert!(!why.contains("one") && !why.contains("three"), "{why}");
    }

    #[test]
    fn what_is_no_test_is_told_by_its_end() {
        let why = Ended { code: None, output: "first\nlast".to_owned() }.why();
        assert_eq!(why, "first\nlast\nit was killed");
    }
}
