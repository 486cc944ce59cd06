//! `cargo xtask test`: runs the steps in order and closes with their sum.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use crate::steps::{STEPS, Step};
use crate::tally::Tally;
use crate::workshop::Workshop;

/// Says what the steps are.
pub fn list() -> ExitCode {
    for step in STEPS {
        println!("{:<18} {}", step.name, step.claim);
    }
    ExitCode::SUCCESS
}

/// Runs the steps of these names, or all; fails if anything in them did.
pub fn run(names: &[&str]) -> ExitCode {
    if let Some(name) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        eprintln!("no step is called `{name}`; `cargo xtask test --list` says which there are");
        return ExitCode::from(2);
    }
    let workshop = match Workshop::open() {
        Ok(workshop) => workshop,
        Err(error) => {
            eprintln!("cannot begin: {error}");
            return ExitCode::FAILURE;
        }
    };
    let chosen = STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name));
    let mut sum = Tally::default();
    for step in chosen {
        sum.add(&take(step, &workshop));
    }
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn take(step: &Step, workshop: &Workshop) -> Tally {
    print!("{:<18} ", step.name);
    let _ = io::stdout().flush(); // A console that is gone is no reason to stop.
    let begun = Instant::now();
    let mut tally = Tally::default();
    if let Err(error) = (step.act)(workshop, &mut tally) {
        tally.fail(format!("cannot go on: {error}"));
    }
    println!("{tally} ({:.1} s)", begun.elapsed().as_secs_f64());
    for note in &tally.notes {
        println!("    {}", note.trim_end().replace('\n', "\n    "));
    }
    tally
}
