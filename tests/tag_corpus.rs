//! What the fuzzer has found, before the laws that it looks for breaches of.
#![allow(clippy::unwrap_used)] // What is unwrapped is a file of this repository.

#[path = "../fuzz/laws.rs"]
mod laws;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Each of them at least begins the kinds of input that the format knows.
const FILES_MIN: usize = 10;

fn corpus(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(format)
}

fn replay(format: &str, law: fn(&[u8])) {
    let corpus = corpus(format);
    let files: Vec<_> = fs::read_dir(&corpus).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= FILES_MIN, "only {} files in {}", files.len(), corpus.display());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        // And whatever a broken line leaves of it.
        for length in [bytes.len(), bytes.len() / 2, bytes.len().saturating_sub(1)] {
            let held = catch_unwind(AssertUnwindSafe(|| law(&bytes[..length])));
            assert!(held.is_ok(), "the first {length} bytes of {}", file.display());
        }
    }
}

#[test]
fn every_grpc_tags_bin_of_the_corpus_is_read_or_refused() {
    replay("grpc", laws::grpc);
}

#[test]
fn what_opencensus_wrote_in_python_is_read_and_it_reads_what_is_written() {
    let bytes = fs::read(corpus("grpc").join("python")).unwrap(); // `tags_python` makes it.
    let tags = census::tags::Propagation::new().from_grpc(&bytes).unwrap();
    let long = "x".repeat(127); // Lengths from 128 on, it gets wrong.
    let expected = format!("{{caller=checkout, k <>.,?/'\";={long}, region=}}");
    assert_eq!(tags.to_string(), expected);
    // And back: these bytes, sorted by key, its `BinarySerializer` reads as the same tags.
    let bytes = fs::read(corpus("grpc").join("python_reads")).unwrap();
    assert_eq!(census::tags::Propagation::new().to_grpc(&tags), bytes);
}

#[test]
fn every_baggage_of_the_corpus_is_read_or_refused() {
    replay("baggage", laws::baggage);
}
