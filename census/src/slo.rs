//! Objectives: what is promised of calls, as it is declared and as it stands in the program.

pub(crate) mod auto;
pub(crate) mod check;
pub(crate) mod events;
pub mod record;

pub use events::events;

pub use crate::model::slo::{
    Class, Classification, LatencyGoal, Origin, Period, Ppm, Site, Sli, SloSpec, Traffic, Window,
};
