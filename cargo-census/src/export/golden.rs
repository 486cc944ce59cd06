//! Files that an export must make again, byte for byte; `CENSUS_GOLDEN=overwrite` takes what it
//! makes for right.

use std::fs;
use std::path::Path;

use super::{File, write};

/// Compares files with those in a folder of `golden/`.
#[track_caller]
pub(crate) fn same(folder: &str, files: &[File]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(folder);
    if std::env::var_os("CENSUS_GOLDEN").is_some_and(|value| value == "overwrite") {
        let _ = fs::remove_dir_all(&folder); // There may be none yet.
        write(files, &folder).unwrap();
    }
    for file in files {
        let path = folder.join(&file.name);
        let golden = fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!("{}: {error}; `CENSUS_GOLDEN=overwrite` writes it", path.display())
        });
        let at = golden.lines().zip(file.text.lines()).position(|(one, other)| one != other);
        let at = at.unwrap_or(golden.lines().count().min(file.text.lines().count()));
        assert!(
            golden == file.text,
            "{} differs from line {}: {:?} is made now",
            path.display(),
            at + 1,
            file.text.lines().nth(at)
        );
    }
    assert_eq!(count(&folder), files.len(), "there is a file too many in {}", folder.display());
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}
