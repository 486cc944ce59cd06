//! The command `cargo census`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_census::ending::print(cargo_census::command::run(std::env::args_os().skip(1)))
}
