//! Bytes of a stranger, read as the W3C's header.
#![no_main]

#[path = "../laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::baggage(bytes));
