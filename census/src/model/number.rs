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

    /// The number that a cell's bits are, of a kind.
    #[inline]
    pub(crate) const fn of_bits(kind: Kind, bits: u64) -> Self {
        match kind {
            Kind::I64 => Number::I64(bits as i64),
            Kind::F64 => Number::F64(f64::from_bits(bits)),
        }
    }

    /// Its bits, as a cell holds them: what a record is carried as, since they fit a register.
    #[inline]
    pub(crate) const fn bits(self) -> u64 {
        match self {
            Number::I64(value) => value as u64,
            Number::F64(value) => value.to_bits(),
        }
    }

    /// Whether it can be recorded.
    #[inline]
    pub(crate) const fn is_finite(self) -> bool {
        match self {
            Number::I64(_) => true,
            Number::F64(value) => value.is_finite(),
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
