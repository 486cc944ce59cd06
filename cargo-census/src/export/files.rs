//! What an export makes: texts, each with the name of the file that it is for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that is yet to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder that is chosen, with `/`.
    pub name: String,
    /// All of it.
    pub text: String,
    /// Whether it is a program.
    pub is_program: bool,
}

impl File {
    /// A file that is read.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        File { name: name.into(), text: text.into(), is_program: false }
    }

    /// A file that is run.
    pub fn program(name: impl Into<String>, text: impl Into<String>) -> Self {
        File { is_program: true, ..File::new(name, text) }
    }
}

/// A name that is a file's own on every system, of an id.
pub(super) fn file_name(id: &str) -> String {
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    id.chars().map(|it| if legal(it) { it } else { '-' }).collect()
}

/// Writes files below a folder, which is made if it is not there; gives their paths. Files of those
/// names are written over, and others left alone.
///
/// # Errors
///
/// Of the first file that cannot be written: its path, and why.
pub fn write(files: &[File], folder: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let written = files.iter().map(|file| {
        let path = folder.join(&file.name);
        match put(file, &path) {
            Ok(()) => Ok(path),
            Err(error) => Err((path, error)),
        }
    });
    written.collect()
}

fn put(file: &File, path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, &file.text)?;
    #[cfg(unix)]
    if file.is_program {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
