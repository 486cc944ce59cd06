//! Objectives, read out of a built program without running it.
//!
//! The library of the command `cargo census`: what [`objective`] holds is found by reading a file,
//! and is listed, checked, explained, compared and exported.

pub mod arguments;
pub mod burn;
pub mod check;
pub mod command;
pub mod diff;
pub mod duration;
pub mod ending;
pub mod explain;
pub mod export;
pub mod help;
pub mod list;
pub mod lock;
pub mod objective;
pub mod ratio;
pub mod read;
pub mod source;
mod table;
pub mod yaml;
