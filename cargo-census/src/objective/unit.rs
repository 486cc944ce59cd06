//! The unit that a latency is exported in.

use std::fmt;

use census::TimeUnit;
use serde::{Deserialize, Serialize};

/// A unit of time, in a file by its UCUM code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unit(pub TimeUnit);

/// What census does unasked.
impl Default for Unit {
    fn default() -> Self {
        Unit(TimeUnit::Seconds)
    }
}

impl TryFrom<String> for Unit {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        let unit = TimeUnit::ALL.into_iter().find(|unit| unit.code() == code);
        unit.map(Unit).ok_or_else(|| format!("`{code}` is no unit of time"))
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.0.code().to_owned()
    }
}

/// As UCUM writes it: `ms`.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code())
    }
}
