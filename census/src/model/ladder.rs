//! The bounds of a latency that gives none. The macros know them too.

/// Prometheus' default ladder, 5 ms to 10 s, in nanoseconds.
pub const DEFAULT_LATENCY_BOUNDS: &[u64] = &[
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];
