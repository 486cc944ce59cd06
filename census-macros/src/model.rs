//! From syntax to meaning: every rule and every conflict, each told at the token that is wrong.

mod aggregation;
mod asked;
pub(crate) mod block;
mod bounds;
mod choice;
pub(crate) mod closed;
mod description;
mod duration;
mod given;
pub(crate) mod item;
mod known;
mod leaving;
mod meaning;
pub(crate) mod measure;
pub(crate) mod measured;
mod moves;
mod pattern;
pub(crate) mod promised;
pub(crate) mod record;
mod returned;
pub(crate) mod rows;
mod serving;
pub(crate) mod slo;
pub(crate) mod tags;
mod text;
pub(crate) mod view;
mod way;

pub(crate) use aggregation::Aggregation;
pub(crate) use bounds::{Latency, LatencyBounds};
pub(crate) use given::Given;
pub(crate) use moves::{Move, Moves};
pub(crate) use returned::Returned;
pub(crate) use serving::{Own, Serving};
pub(crate) use tags::Tags;
pub(crate) use text::{Names, Text};
pub(crate) use way::Way;
