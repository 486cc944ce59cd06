//! How the results of calls are classed, as the declaration says it.

use serde::{Deserialize, Serialize};

/// What a call counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// It spends no budget.
    Good,
    /// It spends budget.
    Bad,
    /// It counts for nothing.
    Excluded,
}

/// What a declaration says of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// The pattern of good results, as written; else all that are no failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<String>,
    /// The pattern of bad results, as written; else all that are failures, or not good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<String>,
    /// The pattern of results that count for nothing, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude: Option<String>,
    /// Calls whose future was dropped.
    pub cancelled: Class,
    /// Calls that panicked.
    pub panicked: Class,
    /// Calls that returned `None`, where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<Class>,
}

/// What census does unasked.
impl Default for Classes {
    fn default() -> Self {
        Classes {
            good: None,
            bad: None,
            exclude: None,
            cancelled: Class::Excluded,
            panicked: Class::Bad,
            none: None,
        }
    }
}

impl Class {
    /// `good`, `bad` or `excluded`: the value of the label `outcome`.
    pub fn word(self) -> &'static str {
        match self {
            Class::Good => "good",
            Class::Bad => "bad",
            Class::Excluded => "excluded",
        }
    }
}
