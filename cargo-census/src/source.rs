//! Where a program comes from: a file that is named, or what cargo builds.

mod build;

use std::path::Path;

use crate::arguments::Given;
use crate::ending::{Ending, Failure};
use crate::objective::Program;
use crate::read::{self, ReadError, Refusal};

/// The program that the next word names, or that cargo builds where there is none.
///
/// # Errors
///
/// If it cannot be built or read.
pub fn program(given: &mut Given) -> Result<Program, Failure> {
    let path = match given.word() {
        Some(path) => path.into(),
        None => build::program(given)?,
    };
    file(&path)
}

/// The program in a file.
///
/// # Errors
///
/// If it cannot be read.
pub fn file(path: &Path) -> Result<Program, Failure> {
    read::file(path).map_err(|error| Failure::new(ending(&error), error.to_string()))
}

fn ending(error: &ReadError) -> Ending {
    match error.refusal {
        Refusal::NoRecords => Ending::Nothing,
        _ => Ending::Unreadable,
    }
}
