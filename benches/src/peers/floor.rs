//! What no library can be below: the call itself, a thread's own counter, two reads of a clock.

use std::cell::Cell;
use std::hint::black_box;
use std::time::Instant;

use crate::row::{Kind, Row, Way};
use crate::work::{Work, body};

/// The name of the row that the others are compared with: the function itself.
pub const BARE: &str = "bare function";

/// The name of the row that measuring a latency is compared with.
pub const TICKS: &str = "two TSC reads";

pub(super) fn rows() -> Vec<Row> {
    let way = |work: Work| Some(Way { work, exported: None, within: |run| run() });
    vec![
        Row { count: way(bare), ..Row::new(BARE, Kind::Floor) },
        Row { count: way(thread_local), ..Row::new("thread-local `+= 1`", Kind::Floor) },
        Row { full: way(ticks), ..Row::new(TICKS, Kind::Floor) },
        Row { full: way(instants), ..Row::new("two `Instant` reads", Kind::Floor) },
    ]
}

/// The function itself, with nothing around it.
#[inline(never)]
pub fn bare(input: u64) -> Result<u64, ()> {
    body(input)
}

#[inline(never)]
fn thread_local(input: u64) -> Result<u64, ()> {
    std::thread_local! {
        static CALLS: Cell<u64> = const { Cell::new(0) };
    }
    CALLS.set(CALLS.get().wrapping_add(1));
    body(input)
}

/// Reads the time-stamp counter as it is, without a fence: what the processor charges for it.
#[inline(never)]
fn ticks(input: u64) -> Result<u64, ()> {
    let start = read_ticks();
    let result = body(input);
    // The difference is all that a latency needs; without the black box it would be dead code.
    black_box(read_ticks().wrapping_sub(start));
    result
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn read_ticks() -> u64 {
    // SAFETY: every x86-64 has the instruction, and it touches no memory. In line, since a call
    // would raise the floor that everybody is held against.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Elsewhere the cheapest clock that safe code can read is `Instant`.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn read_ticks() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

#[inline(never)]
fn instants(input: u64) -> Result<u64, ()> {
    let start = Instant::now();
    let result = body(input);
    black_box(start.elapsed());
    result
}
