//! Floor 5, the nouns: what is measured, and how it is viewed. They stand still; verbs live where
//! they happen.

pub(crate) mod aggregation;
#[cfg(not(loom))]
pub(crate) mod calendar;
pub(crate) mod closed;
pub(crate) mod exact;
pub(crate) mod function;
pub(crate) mod function_tags;
#[cfg(not(loom))]
pub(crate) mod history;
pub(crate) mod judge;
pub(crate) mod ladder;
pub(crate) mod limits;
pub(crate) mod measure;
pub(crate) mod name;
mod number;
pub(crate) mod objective;
mod on;
mod outcome;
pub(crate) mod place;
pub(crate) mod rows;
pub(crate) mod slo;
pub(crate) mod span;
mod tag;
mod unit;
pub(crate) mod view;
pub(crate) mod wide;

pub use aggregation::{Aggregation, BOUNDS_MAX, Bounds, BoundsError};
pub use measure::{AnyMeasure, Kind, Measure, Value};
pub use number::Number;
pub use on::MeasureName;
pub use outcome::{Outcome, Outcomes};
pub use span::{SpanContext, SpanContextError};
pub use tag::TagKey;
pub use unit::{TimeUnit, assert_unit};
pub use view::View;
