//! Reads a program's objectives out of a file that a linker wrote, without running it.

mod container;
mod records;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use object::{ReadCache, ReadRef};

use crate::objective::Program;

/// Why a file has no objectives that could be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub refusal: Refusal,
}

/// What can be wrong with a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// It cannot be opened or read.
    Io(io::Error),
    /// It is a directory, or a device.
    NotAFile(&'static str),
    /// There is nothing in it.
    Empty,
    /// It is something else than a program.
    Foreign(&'static str),
    /// It begins as a program does, and does not go on as one.
    Damaged(String),
    /// It is a program without a table of sections.
    NoSections,
    /// It is a sound program, and no record is in it.
    NoRecords,
    /// Its records have this version of the format, some of them or all.
    Version {
        /// The version that cannot be read.
        found: u8,
        /// Whether others can.
        mixed: bool,
    },
    /// A record is not as the format says.
    Record(String),
}

/// Reads the objectives of a program, of an object, or of a library.
///
/// Of a large file only the parts are read that are looked at.
///
/// # Errors
///
/// If there are none, or none that can be read: with the way out, where we know it.
pub fn file(path: &Path) -> Result<Program, ReadError> {
    let refuse = |refusal| ReadError { path: path.to_owned(), refusal };
    // Asked before it is opened: to open a pipe that nobody writes to would wait for ever.
    let kind = std::fs::metadata(path).map_err(|error| refuse(Refusal::Io(error)))?.file_type();
    if kind.is_dir() {
        return Err(refuse(Refusal::NotAFile("a directory")));
    }
    if !kind.is_file() {
        return Err(refuse(Refusal::NotAFile("no regular file")));
    }
    let file = File::open(path).map_err(|error| refuse(Refusal::Io(error)))?;
    let cache = ReadCache::new(file);
    read(&cache).map_err(refuse)
}

/// Reads the objectives from a file's bytes.
///
/// # Errors
///
/// As [`file()`].
pub fn bytes(bytes: &[u8]) -> Result<Program, Refusal> {
    read(bytes)
}

fn read<'data>(data: impl ReadRef<'data>) -> Result<Program, Refusal> {
    records::program(&container::sections(data)?)
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path.display(), self.refusal)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Io(error) => write!(f, "cannot be read: {error}"),
            Refusal::NotAFile(what) => write!(f, "is {what}: name the program's file"),
            Refusal::Empty => f.write_str("is empty: was its build broken off?"),
            Refusal::Foreign(what) => write!(
                f,
                "is {what}: name what the linker wrote, an executable, a library or an object"
            ),
            Refusal::Damaged(why) => {
                write!(f, "is damaged or cut off ({why}): build or copy it again")
            }
            Refusal::NoSections => f.write_str(
                "has no table of sections, so its records cannot be found: a packer or `sstrip` \
                 took it; read the program as it was before that (plain `strip` does no harm)",
            ),
            Refusal::NoRecords => f.write_str(
                "declares no objective: `census::declare_slo!` or `slo(…)` in `#[measured]` \
                 declares one; those of a crate that nothing in the program refers to are not \
                 linked",
            ),
            Refusal::Version { found, mixed } => {
                let whose = if *mixed { "some of its records" } else { "its records" };
                let known = census::slo::record::VERSION;
                write!(
                    f,
                    "has {whose} in version {found} of the format, and this is a reader of version \
                     {known}: {}",
                    match (mixed, *found > known) {
                        (true, _) =>
                            "two releases of census are in it, which `cargo tree -i census` shows; \
                             let all crates use one",
                        (false, true) => "install the `cargo census` of the program's census",
                        (false, false) => "build the program with a census of today",
                    }
                )
            }
            Refusal::Record(why) => write!(
                f,
                "has records that are damaged ({why}): build it again; if that does not help, \
                 something else in it writes to the section `{}`",
                census::slo::record::SECTION
            ),
        }
    }
}

impl Error for ReadError {}

impl Error for Refusal {}
