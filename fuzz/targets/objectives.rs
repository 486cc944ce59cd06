//! Bytes of a stranger, read as a program with objectives.
#![no_main]

#[path = "../programs.rs"]
mod programs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| programs::program(bytes));
