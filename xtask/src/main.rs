//! The tasks of the workspace. There is one: `cargo xtask test`.
#![allow(unreachable_pub)] // A program has no outside: here `pub` opens a room to the others.

mod install;
mod leash;
mod manifest;
mod steps;
mod tally;
mod test;
mod workshop;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test             installs what the checks need, then runs all of them
cargo xtask test STEP...     runs some of them
cargo xtask test --list      says what they are

With CI=true in the environment, a counterpart that cannot be had is a failure.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["test", "--list"] => test::list(),
        ["test", names @ ..] => test::run(names),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{HELP}");
            ExitCode::from(2)
        }
    }
}
