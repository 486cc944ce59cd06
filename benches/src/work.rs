//! The function that every row wraps, and the loop that calls it.

use std::hint::black_box;

/// A measured function: never inlined, so that each call is one call.
pub type Work = fn(u64) -> Result<u64, ()>;

/// Upper bounds of the latency's buckets, in seconds: Prometheus' default, and census'.
pub const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What the functions do: next to nothing, so that what is measured is the measuring. One call in
/// sixteen fails.
#[inline(always)]
pub fn body(input: u64) -> Result<u64, ()> {
    if input % 16 == 15 { Err(()) } else { Ok(input.wrapping_mul(0x9e37_79b9_7f4a_7c15)) }
}

/// What came out of calling a function many times.
#[derive(Clone, Copy, Debug, Default)]
pub struct Results {
    /// How many calls ended in `Err`.
    pub errors: u64,
    /// Of the values, so that none is left uncomputed.
    pub sum: u64,
}

/// Calls a function with the numbers up to `calls`.
///
/// This one loop calls every row's function: it is not inlined, and the function comes out of a
/// [`black_box`], so the compiler knows neither which function it is nor what it does. All rows
/// then pay for the same instructions in the same place, no row's body is hoisted out of the loop,
/// merged with its neighbour's or specialised for the constant arguments, and the results are
/// added up and handed back, so that no call is dead code.
#[inline(never)]
pub fn repeat(work: Work, calls: u64) -> Results {
    let work = black_box(work);
    let mut results = Results::default();
    for input in 0..calls {
        match work(input) {
            Ok(value) => results.sum = results.sum.wrapping_add(value),
            Err(()) => results.errors += 1,
        }
    }
    results
}
