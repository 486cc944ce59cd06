//! Writes every row as a line of JSON: to a file that is rotated, or to any writer.

mod file;
mod line;
mod whole;

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::export::{ExportError, Exporter};
use crate::snapshot::Snapshot;
use file::Rotated;
use line::Line;
use whole::Whole;

/// Bytes of a file before the next is begun, unless another number is asked for.
const BYTES_MAX: u64 = 16 << 20;

/// Files that are kept, the one that is written to included, unless another number is asked for.
const FILES_MAX: usize = 5;

/// An exporter that writes a line of JSON for each row of each view.
///
/// For a short job whose file somebody collects, or for a log pipeline behind the standard output.
/// The counts are cumulative: the last line of a series tells all.
///
/// ```
/// use census::export::JsonLines;
///
/// # let folder = std::env::temp_dir().join(format!("census-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("metrics.jsonl");
/// let lines = JsonLines::file(&path).bytes_max(64 << 20).files_max(3);
/// let census = census::start().export(lines).run()?;
/// # drop(census);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```text
/// {"time":"…","view":"shop/requests","unit":"1","tags":{"region":"eu"},"start":"…","count":12}
/// {"time":"…","view":"shop/latency","unit":"s","tags":{},"start":"…","count":3,"sum":0.3, …
/// … "sum_of_squared_deviation":0.02,"bounds":[0.1],"bucket_counts":[1,2]}
/// ```
///
/// The third line above belongs to the second. Times are as in `2026-11-21T22:10:07.000000000Z`.
/// A sum has `sum` instead, a last value `last_value` and no `start`; a tag that a record had not
/// is left out. Bucket `i` counts what is at least bound `i - 1` and below bound `i`. A number that
/// is not finite, a sum that overflowed, is `null`: JSON has none.
pub struct JsonLines {
    out: Out,
    /// The lines of one export; kept for its room.
    lines: Vec<u8>,
}

enum Out {
    File(Rotated),
    Writer(Whole),
}

impl JsonLines {
    /// Appends to a file. Once that has 16 MiB it becomes `PATH.1`, the one before it `PATH.2`, and
    /// so on up to `PATH.4`. One process writes to it.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let file = Rotated { path: path.into(), bytes_max: BYTES_MAX, files_max: FILES_MAX };
        JsonLines { out: Out::File(file), lines: Vec::new() }
    }

    /// Writes to a writer, the lines of each export at once.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        JsonLines { out: Out::Writer(Whole::of(out)), lines: Vec::new() }
    }

    /// Writes to the standard output.
    pub fn stdout() -> Self {
        JsonLines::new(io::stdout())
    }

    /// Bytes of a file before the next is begun. No export is split: one that is longer has a file
    /// to itself. Of no meaning without a file.
    pub fn bytes_max(mut self, bytes: u64) -> Self {
        if let Out::File(file) = &mut self.out {
            file.bytes_max = bytes;
        }
        self
    }

    /// Files that are kept, the one that is written to included; at least that one. Of no meaning
    /// without a file.
    pub fn files_max(mut self, files: usize) -> Self {
        if let Out::File(file) = &mut self.out {
            file.files_max = files.max(1);
        }
        self
    }

    fn failed(&self, error: io::Error) -> ExportError {
        let what = match &self.out {
            Out::File(file) => format!("cannot write to `{}`", file.path.display()),
            Out::Writer(_) => "cannot write".to_owned(),
        };
        ExportError::new(what).caused_by(error)
    }
}

impl Exporter for JsonLines {
    fn name(&self) -> &str {
        "json-lines"
    }

    /// Makes the file, so that one that cannot be written is an error where the program starts.
    fn begin(&mut self) -> Result<(), ExportError> {
        match &self.out {
            Out::File(file) => file.open().map(drop).map_err(|error| self.failed(error)),
            Out::Writer(_) => Ok(()),
        }
    }

    fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        self.lines.clear();
        for data in snapshot.views() {
            for row in data.rows() {
                let line = Line { time: snapshot.time(), view: data.view(), row };
                serde_json::to_writer(&mut self.lines, &line)
                    .map_err(|error| self.failed(error.into()))?;
                self.lines.push(b'\n');
            }
        }
        let written = match &mut self.out {
            Out::File(file) => file.append(&self.lines),
            Out::Writer(out) => out.append(&self.lines),
        };
        // Somebody may make room on the disk.
        written.map_err(|error| self.failed(error).retry_after(Duration::ZERO))
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("JsonLines");
        if let Out::File(file) = &self.out {
            debug.field("file", file);
        }
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::export::memory::Memory;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn snapshot() -> Snapshot {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        Snapshot::new(time, crate::snapshot().only("census/").views().to_vec())
    }

    #[test]
    fn a_writer_that_is_full_is_an_error() {
        let error = JsonLines::new(Full).export(&snapshot(), Instant::now());
        let error = error.expect_err("it is full").to_string();
        assert!(error.starts_with("cannot write: "), "{error}");
    }

    #[test]
    fn a_file_in_no_folder_is_an_error_at_the_start() {
        let missing = std::env::temp_dir().join("census-no-such-folder/metrics.jsonl");
        let error = crate::start().export(Memory::new()).export(JsonLines::file(missing)).run();
        let error = error.expect_err("there is no folder").to_string();
        assert!(error.contains("census-no-such-folder/metrics.jsonl`: No such file"), "{error}");
    }
}
