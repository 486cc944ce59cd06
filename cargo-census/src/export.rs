//! What a program's objectives become for a backend: files.

mod files;
#[cfg(test)]
mod golden;
pub mod prometheus;

pub use files::{File, write};
