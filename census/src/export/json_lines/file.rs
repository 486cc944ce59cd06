//! A file that is appended to, and put aside when it is long enough.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// A file, and those put aside: `PATH.1` is the latest of them.
#[derive(Debug)]
pub(super) struct Rotated {
    pub(super) path: PathBuf,
    pub(super) bytes_max: u64,
    /// At least 1.
    pub(super) files_max: usize,
}

impl Rotated {
    /// Opens the file anew: somebody else may have moved it away.
    pub(super) fn open(&self) -> io::Result<File> {
        OpenOptions::new().read(true).append(true).create(true).open(&self.path)
    }

    /// Appends all lines or none: what was written of them on a disk that is full is cut off again.
    pub(super) fn append(&self, lines: &[u8]) -> io::Result<()> {
        let mut file = self.open()?;
        let mut before = file.metadata()?.len();
        if before > 0 && before + lines.len() as u64 > self.bytes_max {
            drop(file);
            self.rotate()?;
            file = self.open()?;
            before = file.metadata()?.len();
        }
        let written = match ends_in_a_line(&mut file, before)? {
            true => file.write_all(lines),
            false => file.write_all(b"\n").and_then(|()| file.write_all(lines)),
        };
        written.inspect_err(|_| {
            // Where not even that works, a broken line is left, and the error says so.
            let _ = file.set_len(before);
        })
    }

    /// Moves each file to the next number; the last makes room.
    fn rotate(&self) -> io::Result<()> {
        let last = self.files_max - 1;
        if last == 0 {
            return gone(fs::remove_file(&self.path));
        }
        // Not all numbers: somebody who keeps all files says a large one.
        let there = (1..last).take_while(|number| self.aside(*number).exists()).count();
        for number in (1..=there).rev() {
            gone(fs::rename(self.aside(number), self.aside(number + 1)))?;
        }
        gone(fs::rename(&self.path, self.aside(1)))
    }

    fn aside(&self, number: usize) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(format!(".{number}"));
        path.into()
    }
}

/// Whether the last line of a file is whole: a process that was killed may have left a part of one.
fn ends_in_a_line(file: &mut File, bytes: u64) -> io::Result<bool> {
    if bytes == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(bytes - 1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A file that is not there needs no moving.
fn gone(moved: io::Result<()>) -> io::Result<()> {
    match moved {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("census-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).expect("a folder");
            Folder(path)
        }

        fn files(&self) -> String {
            let entries = fs::read_dir(&self.0).expect("the folder");
            let mut files: Vec<_> = entries
                .map(|entry| {
                    let entry = entry.expect("a file");
                    let text = fs::read_to_string(entry.path()).expect("text");
                    format!("{}={} ", entry.file_name().display(), text.trim())
                })
                .collect();
            files.sort();
            files.concat()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn rotated(folder: &Folder, files_max: usize) -> Rotated {
        Rotated { path: folder.0.join("m"), bytes_max: 4, files_max }
    }

    #[test]
    fn the_oldest_file_makes_room() {
        let folder = Folder::new("rotate");
        let file = rotated(&folder, 3);
        for line in ["a\n", "b\n", "c\n", "d\n", "e\n", "f\n", "g\n"] {
            file.append(line.as_bytes()).expect("room");
        }
        assert_eq!(folder.files(), "m.1=e\nf m.2=c\nd m=g ");
    }

    // Regression: it tried to move a billion files, one after the other.
    #[test]
    fn who_keeps_all_files_waits_for_none_that_is_not_there() {
        let folder = Folder::new("all");
        let file = rotated(&folder, usize::MAX);
        for line in ["a\n", "b\n", "c\n", "d\n", "e\n"] {
            file.append(line.as_bytes()).expect("room");
        }
        assert_eq!(folder.files(), "m.1=c\nd m.2=a\nb m=e ");
    }

    #[test]
    fn no_export_is_split() {
        let folder = Folder::new("split");
        let file = rotated(&folder, 2);
        for lines in ["a\n", "bbbbbbbb\n", "c\n"] {
            file.append(lines.as_bytes()).expect("room");
        }
        assert_eq!(folder.files(), "m.1=bbbbbbbb m=c ");
    }

    #[test]
    fn one_file_alone_begins_anew() {
        let folder = Folder::new("alone");
        let file = rotated(&folder, 1);
        for line in ["a\n", "b\n", "c\n"] {
            file.append(line.as_bytes()).expect("room");
        }
        assert_eq!(folder.files(), "m=c ");
    }

    #[test]
    fn a_line_that_was_cut_off_costs_no_other() {
        let folder = Folder::new("cut");
        let file = Rotated { bytes_max: 100, ..rotated(&folder, 2) };
        fs::write(&file.path, "a\n{\"half").expect("room");
        file.append(b"b\n").expect("room");
        assert_eq!(folder.files(), "m=a\n{\"half\nb ");
    }

    #[test]
    fn a_file_that_was_moved_away_is_made_again() {
        let folder = Folder::new("moved");
        let file = rotated(&folder, 2);
        file.append(b"a\n").expect("room");
        fs::rename(&file.path, folder.0.join("n")).expect("a move");
        file.append(b"b\n").expect("room");
        assert_eq!(folder.files(), "m=b n=a ");
    }
}
