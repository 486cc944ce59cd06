//! Views of the program, put together from their names, to ask an exporter what they are called.

use census::View;

census::declare_measure! {
    /// What views of latencies are on.
    static LATENCY: f64 = "cargo-census/latency", unit = "s";
    /// What views of calls are on.
    static CALLS: i64 = "cargo-census/calls", unit = "1";
}

/// A view of latencies.
///
/// # Errors
///
/// A name that no view can have, in a record that is damaged.
pub(super) fn latency(name: &str) -> Result<&'static View, String> {
    let view = View::builder(name, LATENCY.name()).distribution(&[1.0]);
    view.map_err(|error| error.to_string())
}

/// A view of calls.
///
/// # Errors
///
/// As of [`latency`].
pub(super) fn calls(name: &str) -> Result<&'static View, String> {
    View::builder(name, CALLS.name()).count().map_err(|error| error.to_string())
}
