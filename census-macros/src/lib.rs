//! The macros of census.
