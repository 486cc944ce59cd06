//! A writer whose broken line, where a write fails in the midst of one, takes no other with it.

use std::io::{self, Write};

/// A writer, and whether the last line in it is broken.
pub(super) struct Whole {
    out: Box<dyn Write + Send>,
    broken: bool,
}

impl Whole {
    pub(super) fn of(out: impl Write + Send + 'static) -> Self {
        Whole { out: Box::new(out), broken: false }
    }

    /// Writes whole lines; behind a broken one a line break first.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.broken && !lines.is_empty() {
            self.all(b"\n")?;
        }
        self.all(lines)?;
        self.out.flush()
    }

    /// As `Write::write_all`, which does not tell how far it came.
    fn all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while let Some(first) = bytes.first() {
            let written = match self.out.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => written.min(bytes.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let last = bytes.get(written - 1).unwrap_or(first);
            self.broken = *last != b'\n';
            bytes = bytes.get(written..).unwrap_or_default();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Has room for some bytes, then is full until somebody makes room.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Disk {
        fn make_room(&self, bytes: usize) {
            self.0.lock().expect("no test has panicked").1 = bytes;
        }

        fn text(&self) -> String {
            let disk = self.0.lock().expect("no test has panicked");
            String::from_utf8(disk.0.clone()).expect("UTF-8")
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let (written, room) = &mut *self.0.lock().expect("no test has panicked");
            let taken = bytes.len().min(*room);
            if taken == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            written.extend(&bytes[..taken]);
            *room -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_that_broke_off_takes_no_other_with_it() {
        let disk = Disk::default();
        let mut out = Whole::of(disk.clone());
        disk.make_room(6);
        assert!(out.append(b"first\nsecond\n").is_err(), "it is full at the end of a line");
        disk.make_room(3);
        assert!(out.append(b"third\n").is_err(), "it is full in the midst of a line");
        assert!(out.append(b"fourth\n").is_err(), "it is still full");
        disk.make_room(100);
        assert!(out.append(b"").is_ok() && out.append(b"fifth\n").is_ok());
        assert_eq!(disk.text(), "first\nthi\nfifth\n");
    }
}
