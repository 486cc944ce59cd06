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

/// What a declaration says of results; what it leaves out is as in census' documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// The pattern of good results, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<String>,
    /// The pattern of results that count for nothing, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude: Option<String>,
    /// Calls whose future was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel: Option<Class>,
    /// Calls that panicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panic: Option<Class>,
    /// Calls that returned `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<Class>,
}

impl Classes {
    /// Whether all is left to census.
    pub fn is_empty(&self) -> bool {
        *self == Classes::default()
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
