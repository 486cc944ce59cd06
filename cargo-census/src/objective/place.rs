//! Where something stands in the sources, and whose they are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where something stands in the sources of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
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

/// The package and the module that something is declared in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The package, `shop`.
    pub package: String,
    /// Its version. It is in no lock file, as a release alone changes no objective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The module's path, `shop::pay`.
    pub module: String,
}

/// As cargo says it: `shop 1.2.0`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.package),
            None => f.write_str(&self.package),
        }
    }
}
