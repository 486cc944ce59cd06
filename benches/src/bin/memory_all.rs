//! How many bytes a measured function takes that counts its calls, its errors and its latency.

use std::alloc::System;

use census_benches::footprint::Meter;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

census_benches::thousand!(count = CALLS, errors = ERRORS, latency = LATENCY);

fn main() {
    println!("census, calls, errors and latency: {}", Meter(ALLOCATOR).of_functions(all));
}
