//! One tag of a map: key, value, and how far it travels.

use std::fmt;

/// How far a tag travels; OpenCensus knows these two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TagTtl {
    /// It stays in the process: a TTL of 0.
    NoPropagation,
    /// It goes to every process that is called, and on from there: a TTL of -1. What was received
    /// is so.
    #[default]
    Unlimited,
}

impl TagTtl {
    /// How many processes it goes through, -1 for all.
    pub const fn hops(self) -> i32 {
        match self {
            TagTtl::NoPropagation => 0,
            TagTtl::Unlimited => -1,
        }
    }
}

/// A tag as it stands in a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
    pub(super) ttl: TagTtl,
}

impl<'a> Tag<'a> {
    /// The name of its key.
    pub const fn key(&self) -> &'a str {
        self.key
    }

    /// Its value, which may be empty.
    pub const fn value(&self) -> &'a str {
        self.value
    }

    /// How far it travels.
    pub const fn ttl(&self) -> TagTtl {
        self.ttl
    }
}

impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)?;
        match self.ttl {
            TagTtl::NoPropagation => f.write_str(" (stays)"),
            TagTtl::Unlimited => Ok(()),
        }
    }
}
