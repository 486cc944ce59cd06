//! What the command says of itself.

use crate::arguments::{BUILD, Opt, VERBS, Verb, list};
use crate::check::{BACKENDS, Code};

/// The help of the command.
pub fn of_all() -> String {
    let mut text = String::from(
        "\
Reads the objectives (SLOs) out of a built program, without running it

Usage: cargo census COMMAND

Commands:
",
    );
    for verb in VERBS {
        text += &format!("  {:<9}{}\n", verb.name, verb.about);
    }
    text += "  help     Say more of a command: `cargo census help check`\n";
    text += PROGRAM;
    text += EXAMPLES;
    text += EXIT_CODES;
    text
}

/// What a program is, wherever one is asked for.
const PROGRAM: &str = "
A PROGRAM is a file: an executable, stripped or not, a library, an object, or a lock file that
`cargo census export lock` wrote. Where none is named, cargo builds the package you are in, and the
program that comes of it is read.
";

const EXAMPLES: &str = "
Examples:
  cargo census list                               What the package here promises
  cargo census check --release                    Fails if something is wrong with it: for CI
  cargo census explain checkout target/release/shop
  cargo census export lock > slo.lock.json        To commit, and to compare with later:
  cargo census diff slo.lock.json
  cargo census export prometheus --out rules
";

const EXIT_CODES: &str = "
Exit codes:
  0  Done, and nothing to act upon
  1  `check` found something, `diff` a change, or `export` what no backend can hold
  2  The command line says nothing that can be done
  3  The file cannot be read: not there, no program, damaged, or of another version of census
  4  The program declares no objective
  5  cargo did not build it, or built several programs
  6  What was made cannot be written
";

/// The help of one verb.
pub fn of(verb: &Verb) -> String {
    let mut text = format!("{}\n\nUsage: {}\n", verb.about, verb.usage());
    if !verb.more.is_empty() {
        text += &format!("\n{}\n", verb.more);
    }
    if !verb.own.is_empty() {
        text += "\nOptions:\n";
        verb.own.iter().for_each(|option| text += &line(option));
    }
    text += "\nWhere no PROGRAM is named, cargo builds one:\n";
    BUILD.iter().for_each(|option| text += &line(option));
    text += "      -- ARGUMENTS            Whatever else `cargo build` is to be told\n";
    if verb.name == "check" {
        text += &of_findings();
    }
    text
}

/// The backends that are judged for, and what may be found.
fn of_findings() -> String {
    let backends = list(BACKENDS.iter().map(|(word, _)| *word));
    let mut text = format!("\nBACKEND is one of {backends}.\n\nCODE is one of:\n");
    for code in Code::ALL {
        text += &format!("  {:<19}{}\n", code.word(), code.about());
    }
    text
}

fn line(option: &Opt) -> String {
    let short = option.short.map_or("    ".to_owned(), |letter| format!("-{letter}, "));
    let value = option.value.map_or(String::new(), |value| format!(" {value}"));
    format!("  {:<27} {}\n", format!("{short}--{}{value}", option.long), option.about)
}

/// The version of the command, and of the records that it reads.
pub fn version() -> String {
    let format = census::slo::record::VERSION;
    format!("cargo-census {} (records of version {format})\n", env!("CARGO_PKG_VERSION"))
}
