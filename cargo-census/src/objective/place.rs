//! Where something stands in the sources.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where something stands in the sources of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The package, `shop`.
    #[serde(rename = "crate")]
    pub package: String,
    /// The package's version.
    pub version: String,
    /// The module's path, `shop::pay`.
    pub module: String,
    /// The file, as the compiler was told it.
    pub file: String,
    /// The line, from one. It moves when a comment above it grows, so it stands in no export that a
    /// backend keeps, nor in a lock file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// As editors and compilers say it: `src/pay.rs:14`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}
