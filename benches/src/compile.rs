//! What an attribute costs whoever builds: crates that are generated, built by cargo and timed.

pub mod builder;
pub mod program;
pub mod text;
