//! Availability and latency of functions, as OpenCensus measures and views.
#![forbid(unsafe_code)]

mod model;
mod snapshot;
pub mod export;

pub use model::{
    Aggregation, AnyMeasure, BOUNDS_MAX, Bounds, BoundsError, Kind, Measure, Number, Outcome,
    Outcomes, TagKey, TimeUnit, Value, View,
};
pub use snapshot::{Data, Distribution, Row, Snapshot, ViewData};
