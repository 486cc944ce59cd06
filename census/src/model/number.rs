//! A value of either type, carried as what it is.

use std::fmt;

use crate::model::Kind;

/// A value of either type: an `i64` is never carried through an `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    I64(i64),
    /// A floating-point number.
    F64(f64),
}

impl Number {
    /// Zero of a kind.
    pub const fn zero(kind: Kind) -> Self {
        match kind {
            Kind::I64 => Number::I64(0),
            Kind::F64 => Number::F64(0.0),
        }
    }

    /// The nearest `f64`.
    pub const fn as_f64(self) -> f64 {
        match self {
            Number::I64(value) => value as f64,
            Number::F64(value) => value,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::I64(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Number::F64(value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::I64(value) => value.fmt(f),
            Number::F64(value) => value.fmt(f),
        }
    }
}
