//! Views of the program, put together from their names, to ask an exporter what they are called.

use census::{TimeUnit, View};

use crate::objective::Unit;

census::declare_measure! {
    /// What views of latencies are on, in each unit.
    static NANOSECONDS: f64 = "cargo-census/latency/ns", unit = "ns";
    static MICROSECONDS: f64 = "cargo-census/latency/us", unit = "us";
    static MILLISECONDS: f64 = "cargo-census/latency/ms", unit = "ms";
    static SECONDS: f64 = "cargo-census/latency/s", unit = "s";
    static MINUTES: f64 = "cargo-census/latency/min", unit = "min";
    static HOURS: f64 = "cargo-census/latency/h", unit = "h";
    /// What views of calls are on.
    static CALLS: i64 = "cargo-census/calls", unit = "1";
}

/// A view of latencies.
///
/// # Errors
///
/// A name that no view can have, in a record that is damaged; one that is of two units.
pub(crate) fn latency(name: &str, unit: Unit) -> Result<&'static View, String> {
    let measure = match unit.0 {
        TimeUnit::Nanoseconds => &NANOSECONDS,
        TimeUnit::Microseconds => &MICROSECONDS,
        TimeUnit::Milliseconds => &MILLISECONDS,
        TimeUnit::Seconds => &SECONDS,
        TimeUnit::Minutes => &MINUTES,
        TimeUnit::Hours => &HOURS,
    };
    let view = View::builder(name, measure.name()).distribution(&[1.0]);
    view.map_err(|error| format!("{error}; `cargo census check` says more"))
}

/// A view of calls.
///
/// # Errors
///
/// As of [`latency`].
pub(crate) fn calls(name: &str) -> Result<&'static View, String> {
    View::builder(name, CALLS.name()).count().map_err(|error| error.to_string())
}
