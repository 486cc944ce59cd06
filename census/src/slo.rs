//! Objectives: what is promised of calls, as it is declared and as it stands in the program.

pub mod record;

pub use crate::model::slo::{
    Class, Classification, LatencyGoal, Origin, Period, Ppm, Site, Sli, SloSpec, Traffic, Window,
};
