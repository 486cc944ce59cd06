//! From syntax to meaning: every rule and every conflict, each told at the token that is wrong.

mod aggregation;
mod bounds;
mod description;
mod duration;
mod given;
pub(crate) mod measure;
pub(crate) mod measured;
mod moves;
mod promised;
pub(crate) mod record;
mod returned;
mod text;
pub(crate) mod view;

pub(crate) use aggregation::Aggregation;
pub(crate) use bounds::{Latency, LatencyBounds};
pub(crate) use given::Given;
pub(crate) use moves::{Move, Moves};
pub(crate) use promised::Around;
pub(crate) use returned::Returned;
pub(crate) use text::{Names, Text};
