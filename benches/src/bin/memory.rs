//! How many bytes a measured latency of 11 bounds takes: once, in each thread that calls the
//! function, in each that does not; and, with the peers, what a row of theirs takes.

use std::alloc::System;
use std::env;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

use census_benches::footprint::{Bytes, Meter};
use census_benches::tagged;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that a latency may take once, and in each thread that called; and ought to.
const MUST: (f64, f64) = (400.0, 160.0);
const AIM: (f64, f64) = (250.0, 128.0);

/// The same of a row of a count by two tags, beside their text.
const MUST_ROW: (f64, f64) = (200.0, 8.0);

/// Cells of a function that a thread may have which calls others only.
const MUST_NOT_CALLED: f64 = 0.0;

/// Bytes of the place where a thread would find a function's cells; it has one for every function.
const SLOT: usize = size_of::<OnceLock<&[AtomicU64]>>();

census_benches::thousand!(latency = LATENCY);

fn main() -> ExitCode {
    let meter = Meter(ALLOCATOR);
    let latency = meter.of_functions(all);
    let row_of = |record| {
        let mut row = meter.of_records(record, || {
            let _ = tagged::untagged(0);
        });
        row.once -= tagged::NUMBERED_TEXT as f64;
        row
    };
    let row = row_of(tagged::numbered);
    let call_row = row_of(tagged::numbered_call);
    let within = |bytes: Bytes, (once, called): (f64, f64)| {
        // Whole bytes: a thread's own few hundred are shared out among the thousand.
        bytes.once.floor() <= once && bytes.called.floor() <= called
    };
    let verdict = match (within(latency, MUST), within(latency, AIM)) {
        (true, true) => "aim reached",
        (true, false) => "met",
        (false, _) => "MISSED",
    };
    let row_verdict = match within(row, MUST_ROW) && within(call_row, MUST_ROW) {
        true => "met",
        false => "MISSED",
    };
    println!("census, a latency: {latency}");
    println!("must <= {} + {} per thread, aim <= {} + {}: {verdict}", MUST.0, MUST.1, AIM.0, AIM.1);
    let not_called = latency.not_called.unwrap_or(f64::INFINITY);
    let cells = ((not_called - SLOT as f64) / size_of::<AtomicU64>() as f64).floor();
    let cells_verdict = if cells <= MUST_NOT_CALLED { "met" } else { "MISSED" };
    println!(
        "census, of a function in a thread that called others only: {:.0} cells",
        cells.max(0.0)
    );
    println!("must <= {MUST_NOT_CALLED} beside its slot of {SLOT} B: {cells_verdict}");
    println!("census, a row of a count by two tags, beside their text: {row}");
    println!("census, the same of a function's calls: {call_row}");
    println!("must <= {} + {} per thread: {row_verdict}", MUST_ROW.0, MUST_ROW.1);
    #[cfg(feature = "peers")]
    census_benches::peers::footprints(meter);
    let is_missed = [verdict, cells_verdict, row_verdict].contains(&"MISSED");
    match is_missed && env::args().any(|word| word == "--check") {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}
