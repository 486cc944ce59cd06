//! The place where the steps work: the repository, its target directory, and cargo.

use std::cell::Cell;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::leash::{self, Ended};
use crate::tally::Tally;

/// How long one command may take: on a busy machine the slowest, which compiles each of the macros'
/// mistakes, needs a third of it.
const COMMAND_LIMIT: Duration = Duration::from_secs(1800);

/// Why a step cannot go on.
pub type Fault = Box<dyn Error>;

/// The repository that is tested.
#[derive(Debug)]
pub struct Workshop {
    /// Where `Cargo.toml` stands.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
    /// Where logs and what the checks write are kept.
    pub bench: PathBuf,
    /// Whether `apt-get update` has run.
    pub packages_known: Cell<bool>,
}

impl Workshop {
    /// Finds the repository, and makes a place for logs.
    ///
    /// # Errors
    ///
    /// If that place cannot be made.
    pub fn open() -> Result<Self, Fault> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?.to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(target) => root.join(target),
            None => root.join("target"),
        };
        let bench = target.join("xtask");
        fs::create_dir_all(&bench)?;
        Ok(Workshop { root, target, bench, packages_known: Cell::new(false) })
    }

    /// A command in the repository, on a leash.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = leash::command(program, COMMAND_LIMIT);
        command.current_dir(&self.root);
        command
    }

    /// `cargo` with these words.
    pub fn cargo(&self, words: &str) -> Command {
        let mut command = self.command("cargo");
        command.args(words.split_whitespace());
        command
    }

    /// Runs a command to its end; its log is `NAME.log`.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn run(&self, command: &mut Command, name: &str) -> Result<Ended, Fault> {
        let program = command.get_program().to_owned();
        leash::run(command, &self.bench.join(format!("{name}.log")))
            .map_err(|error| format!("{}: {error}", program.display()).into())
    }

    /// Makes one check of a command: it passes if the command ends well.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn check(
        &self,
        tally: &mut Tally,
        command: &mut Command,
        name: &str,
    ) -> Result<Ended, Fault> {
        let ended = self.run(command, name)?;
        tally.expect(ended.well(), ended.why());
        Ok(ended)
    }

    /// Counts the tests of a `cargo test`; one that ended badly without a failed test counts too.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn tests(&self, tally: &mut Tally, command: &mut Command, name: &str) -> Result<(), Fault> {
        let ended = self.run(command, name)?;
        let mut counted = Tally::default();
        counted.add_tests(&ended.output);
        tally.add(&counted);
        if ended.well() {
            if counted.passed + counted.failed + counted.skipped == 0 {
                tally.lack("no test ran");
            }
            return Ok(());
        }
        match counted.failed {
            0 => tally.fail(ended.why()),
            _ => tally.notes.push(ended.why()),
        }
        Ok(())
    }
}
