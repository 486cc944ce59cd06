//! Objectives, read out of a built program without running it.
//!
//! The library of the command `cargo census`: what [`objective`] holds is found by reading a file,
//! and is listed, checked, explained, compared and exported.

pub mod burn;
pub mod duration;
pub mod objective;
pub mod ratio;
pub mod yaml;
