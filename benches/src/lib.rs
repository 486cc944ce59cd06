//! What a measured call costs with census, with its peers and without either.
//!
//! Each [row](row::Row) of the comparison wraps the same [function](work::body); a
//! [crew](crew::Crew) of threads calls it; [the rows](peers::all) stand in a file each. The
//! binaries are the questions: `cost`, `closed`, `compile`, `memory`, `render`, `merge`,
//! `instructions`, `export`, `undisturbed`.

pub mod closed;
pub mod comparison;
pub mod compile;
pub mod crew;
pub mod footprint;
pub mod peers;
pub mod report;
pub mod row;
pub mod series;
pub mod sink;
pub mod table;
pub mod tagged;
mod thousand;
pub mod work;
