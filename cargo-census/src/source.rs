//! Where a program comes from: a file that is named, or what cargo builds.

mod build;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::arguments::Given;
use crate::ending::{Ending, Failure};
use crate::lock;
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

/// The program in a file, or what a lock file says of one.
///
/// # Errors
///
/// If it cannot be read.
pub fn file(path: &Path) -> Result<Program, Failure> {
    match read::file(path) {
        Err(ReadError { refusal: Refusal::Foreign(_), .. }) if is_lock(path) => of_lock(path),
        read => read.map_err(|error| Failure::new(ending(&error), error.to_string())),
    }
}

fn is_lock(path: &Path) -> bool {
    let mut head = [0; 64];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_ok_and(|len| lock::is_lock(&head[..len]))
}

fn of_lock(path: &Path) -> Result<Program, Failure> {
    let text = fs::read(path).map_err(|error| error.to_string());
    text.and_then(|text| lock::read(&text)).map_err(|why| {
        let path = path.display();
        Failure::new(Ending::Unreadable, format!("the lock file `{path}` cannot be read: {why}"))
    })
}

fn ending(error: &ReadError) -> Ending {
    match error.refusal {
        Refusal::NoRecords => Ending::Nothing,
        _ => Ending::Unreadable,
    }
}
