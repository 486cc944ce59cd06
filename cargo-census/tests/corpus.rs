//! What the fuzzer begins with and has found, before the laws that it looks for breaches of.
#![allow(clippy::unwrap_used)] // What is unwrapped is a file of this repository.

#[path = "../../fuzz/programs.rs"]
mod programs;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// One of each kind at least.
const FILES_MIN: usize = 12;

fn corpus() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/objectives");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn every_file_of_the_corpus_is_read_or_refused() {
    let files = corpus();
    assert!(files.len() >= FILES_MIN, "only {} files", files.len());
    for (path, bytes) in files {
        for length in [bytes.len(), bytes.len() / 2, bytes.len().saturating_sub(1)] {
            let held = catch_unwind(AssertUnwindSafe(|| programs::program(&bytes[..length])));
            assert!(held.is_ok(), "the first {length} bytes of {}", path.display());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_file_with_other_bytes_in_it_is_read_or_refused(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9),
    ) {
        let files = corpus();
        let (_, mut bytes) = files[file.index(files.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        programs::program(&bytes);
    }
}
