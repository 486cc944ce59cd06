//! Bytes of a stranger, read as OpenCensus' binary format.
#![no_main]

#[path = "../laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::grpc(bytes));
