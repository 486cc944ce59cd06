//! Availability and latency of functions, as OpenCensus measures and views.
#![deny(unsafe_code)] // But for one line, in `clock/counter.rs`.
#![cfg_attr(loom, allow(dead_code, unused_imports, missing_docs))]

#[cfg(not(loom))]
mod clock;
#[cfg(not(loom))]
mod collector;
#[cfg(all(test, not(loom)))]
mod engine_tests;
#[cfg(not(loom))]
pub mod export;
#[cfg(not(loom))]
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
mod snapshot;
mod sync;
#[cfg(not(loom))]
pub mod testing;

#[cfg(not(loom))]
#[doc(hidden)]
pub use private as __private;

#[cfg(not(loom))]
pub use census_macros::{declare_measure, declare_view, measured, record};
#[cfg(not(loom))]
pub use model::{
    Aggregation, AnyMeasure, BOUNDS_MAX, Bounds, BoundsError, Kind, Measure, Number, Outcome,
    Outcomes, TagKey, TimeUnit, Value, View,
};
#[cfg(not(loom))]
pub use pipeline::{Builder, Census, Delivery, Report, StartError, start};
#[cfg(not(loom))]
pub use registry::Conflict;
#[cfg(not(loom))]
pub use snapshot::take::snapshot;
#[cfg(not(loom))]
pub use snapshot::views::{
    Conflicts, ViewBuilder, ViewError, check, find, measure, read, register, unregister,
};
#[cfg(not(loom))]
pub use snapshot::{Data, Distribution, Row, Snapshot, ViewData};
