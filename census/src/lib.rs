//! Availability and latency of functions, as OpenCensus measures and views.
//!
//! ```
//! use census::measured;
//!
//! /// Takes the money.
//! #[measured(
//!     count = "shop/checkout/requests",
//!     errors = "shop/checkout/failures",
//!     latency = "shop/checkout/latency",
//!     buckets = [5ms, 25ms, 100ms, 500ms, 1s],
//! )]
//! fn checkout(cart: &[u32]) -> Result<u32, &'static str> {
//!     if cart.is_empty() { Err("the cart is empty") } else { Ok(cart.iter().sum()) }
//! }
//!
//! checkout(&[20, 22]).unwrap();
//! checkout(&[]).unwrap_err();
//! let snapshot = census::snapshot();
//! assert_eq!(snapshot.view("shop/checkout/requests").unwrap().count(), 2);
//! assert_eq!(snapshot.view("shop/checkout/failures").unwrap().count(), 1);
//! assert_eq!(snapshot.view("shop/checkout/latency").unwrap().count(), 2);
//! ```
//!
//! # Words
//!
//! - A [`Measure`] is what can be measured: a name, a unit, values of one type.
//! - A [`View`] is a measure under an [`Aggregation`], with a name of its own.
//! - An [`Outcome`] is how a call ended: ok, error, panic, cancelled; exactly one.
//! - A *shard* is one thread's cells, which only that thread writes.
//! - A [`Snapshot`] is the totals of all shards at one moment: a [`ViewData`] for each view, with
//!   a [`Row`] for each combination of its tags.
//! - An [`Exporter`](export::Exporter) sends snapshots somewhere.
//! - An *objective* is a share of calls that is to be good, over a time: [`declare_slo!`].
//! - A [`TagMap`] is the tags of a request, which travel with it.
//! - An [`Exemplar`] is one value of a bucket, with the [span](SpanContext) that it belongs to.
//!
//! # In a library
//!
//! Annotate with [`#[measured]`](measured), declare further measures and views with
//! [`declare_measure!`] and [`declare_view!`], record with [`record!`] or [`Measure::record`]. No
//! thread runs and nothing is sent: that is the application's choice.
//!
//! # In an application
//!
//! Call [`start()`] and keep what [`run`](Builder::run) returns: it exports on an interval, and
//! once more when it is dropped or the process calls `exit`.
//!
//! # How it works
//!
//! 1. `#[measured]` expands into one `static` and a guard.
//! 2. The static's first call, or the linker before it, gives it a place in all shards' layout.
//! 3. A thread leases a shard; a call's end is a few loads and stores in cells of its own.
//! 4. One increment tells more than one thing: a count is the sum of outcomes or of buckets.
//! 5. The collector reads every shard's cells in place, on an interval, and adds them up.
//! 6. Each exporter gets the snapshot on a thread of its own.
//! 7. Cells are cumulative and outlive their threads: a failed export costs no count.
//!
//! # Cost
//!
//! Counting a call costs a fraction of a nanosecond, timing it two readings of the clock; more
//! threads do not make it slower. A thread that records keeps 8 bytes a cell for what it called, no
//! cell for what it did not, and a slot of 24 bytes for each function and view of the program; of a
//! function whose calls are counted and no more it is the count itself, of 8 bytes. The README has
//! the figures, and the commands that measure them.
//!
//! # Features
//!
//! - `prometheus` (default): the exporter, its listener, gzip.
//! - `otlp`: sends OpenTelemetry's protocol over HTTP, to a collector or a backend.
//! - `cloud-monitoring`: sends to Google Cloud Monitoring, as OpenCensus did.
//! - `opentelemetry`: exemplars of the current span, `SpanContext::current`; `tracing`'s too.
//! - `tls`: HTTPS for the exporters that send.
//! - `pushgateway`: pushes to the Prometheus Pushgateway, for short jobs.
//! - `signals`: the last export when SIGTERM comes, `Builder::on_signals`.
//! - `json-lines`: a line of JSON for each row, to a file that is rotated or to any writer.
//! - `baggage`: tags in the W3C's header for HTTP, [`tags`].
//! - `off`: compiles every measurement out. It is for the program's own crate and not for a
//!   library: cargo gives one census to all crates of a build, with the features that any of them
//!   asks for.
//!
//! # Switched off
//!
//! ```toml
//! [features] # Of the program: `cargo build --features unmeasured`.
//! unmeasured = ["census/off"]
//! ```
//!
//! With the feature `off`, in every crate of the build:
//!
//! - [`#[measured]`](measured) gives the item as it was written, and so the same machine code. Its
//!   arguments are checked all the same, so that no mistake waits for the day it is switched on.
//! - [`declare_slo!`] gives its types, which count nothing and leave no record in the program.
//! - [`declare_measure!`] and [`declare_view!`] give their statics, which take no values and are in
//!   no list.
//! - [`record!`] checks its values' types and does not evaluate them, as a disabled event of
//!   `tracing` or `log`: what a program needs does not belong there. [`Measure::record`] is a
//!   function like any other: its argument is evaluated, and goes nowhere.
//! - [`register`] does nothing, [`find`] and [`read`] find nothing, and a [`snapshot`](snapshot())
//!   is empty: no series is better than one that says zero.
//! - [`start()`] runs, and its exporters have nothing to send.

#![deny(unsafe_code)] // But for two lines, in `clock/counter.rs` and `pipeline/leaving.rs`.
#![cfg_attr(loom, allow(dead_code, unused_imports, missing_docs, unreachable_pub))]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

#[cfg(all(doctest, feature = "cloud-monitoring", feature = "prometheus"))]
#[doc = include_str!("../../MIGRATION.md")]
mod migration {}

#[cfg(not(loom))]
mod budget;
#[cfg(not(loom))]
mod clock;
#[cfg(not(loom))]
mod collector;
#[cfg(all(test, not(loom)))]
mod engine_tests;
#[cfg(not(loom))]
mod environment;
#[cfg(not(loom))]
pub mod export;
#[cfg(all(test, not(loom)))]
mod late_tests;
#[cfg(not(loom))]
mod macros;
mod model;
#[cfg(not(loom))]
mod own;
#[cfg(not(loom))]
mod pipeline;
#[cfg(not(loom))]
#[doc(hidden)]
pub mod private;
#[cfg(not(loom))]
mod registry;
mod shard;
#[cfg(not(loom))]
pub mod slo;
#[cfg(not(loom))]
mod snapshot;
#[cfg(not(loom))]
mod spelling;
#[cfg(not(loom))]
mod switch;
mod sync;
pub mod tags;
#[cfg(not(loom))]
pub mod testing;
#[cfg(not(loom))]
mod variable;

#[cfg(not(loom))]
#[doc(hidden)]
pub use private as __private;

#[cfg(not(loom))]
pub use budget::Burn;
#[cfg(not(loom))]
pub use macros::{TagValue, declare_measure, declare_slo, declare_view, measured, record};
#[cfg(not(loom))]
pub use model::objective::Slo;
#[cfg(not(loom))]
pub use model::{
    Aggregation, AnyMeasure, BOUNDS_MAX, Bounds, BoundsError, Kind, Measure, MeasureName, Number,
    Outcome, Outcomes, SpanContext, SpanContextError, TagKey, TimeUnit, Value, View,
};
#[cfg(not(loom))]
pub use pipeline::{Builder, Census, Delivery, Report, StartError, start};
#[cfg(not(loom))]
pub use registry::Conflict;
#[cfg(not(loom))]
pub use shard::{
    maintenance::{Maintenance, maintenance},
    measurement::Measurement,
    source::exemplars,
};
#[cfg(not(loom))]
pub use snapshot::builder::{ViewBuilder, ViewError};
#[cfg(not(loom))]
pub use snapshot::remove::RemoveError;
#[cfg(not(loom))]
pub use snapshot::take::snapshot;
#[cfg(not(loom))]
pub use snapshot::views::{Conflicts, check, find, measure, read, register, unregister};
#[cfg(not(loom))]
pub use snapshot::{Data, Distribution, Exemplar, Row, Snapshot, ViewData};
#[cfg(not(loom))]
pub use tags::{TagMap, TagTtl, TagValue};
#[cfg(not(loom))]
pub use variable::EnvError;
