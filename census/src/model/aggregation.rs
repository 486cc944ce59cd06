//! How a view makes one datum of many measurements.

use std::fmt;

use crate::model::TimeUnit;

/// Bounds a distribution may have: what Cloud Monitoring takes, and what a row may cost.
pub const BOUNDS_MAX: usize = 200;

/// How a view makes one datum of many measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregation {
    /// How many there were; unit `1`.
    Count,
    /// Their sum, which never falls: a negative measurement is refused, and counted as refused.
    Sum,
    /// The latest of them.
    LastValue,
    /// Their number, sum, deviation, and how many fell between each two bounds.
    Distribution(Bounds),
}

impl fmt::Display for Aggregation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Aggregation::Count => f.write_str("count"),
            Aggregation::Sum => f.write_str("sum"),
            Aggregation::LastValue => f.write_str("last_value"),
            Aggregation::Distribution(bounds) => {
                f.write_str("distribution[")?;
                for (at, bound) in bounds.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{bound}")?;
                }
                f.write_str("]")
            }
        }
    }
}

/// The bounds between a distribution's buckets: finite and strictly increasing, at most 200.
///
/// `n` bounds make `n + 1` buckets. Bucket `i` holds `[bound[i - 1], bound[i])`, lower inclusive
/// and upper exclusive, as in OpenCensus and Cloud Monitoring.
///
/// ```
/// use census::Bounds;
///
/// const ITEMS: Bounds = Bounds::new(&[1.0, 2.0, 5.0]);
/// assert_eq!(ITEMS.iter().collect::<Vec<_>>(), [1.0, 2.0, 5.0]);
/// assert!(Bounds::checked(&[2.0, 1.0]).is_err());
/// ```
#[derive(Clone, Copy)]
pub struct Bounds(Written);

#[derive(Clone, Copy)]
enum Written {
    Numbers(&'static [f64]),
    /// A latency's: whole nanoseconds, read in a unit.
    Times(&'static [u64], TimeUnit),
}

/// Why bounds are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BoundsError {
    /// The bound at this index is NaN or infinite.
    NotFinite(usize),
    /// The bound at this index is not greater than the one before it.
    NotIncreasing(usize),
    /// There are more than 200.
    TooMany(usize),
}

impl BoundsError {
    const fn message(self) -> &'static str {
        match self {
            BoundsError::NotFinite(_) => "a bound must be a finite number",
            BoundsError::NotIncreasing(_) => "bounds must be strictly increasing",
            BoundsError::TooMany(_) => "a distribution has at most 200 bounds",
        }
    }
}

impl fmt::Display for BoundsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())?;
        match self {
            BoundsError::NotFinite(at) | BoundsError::NotIncreasing(at) => {
                write!(f, " (bound {at})")
            }
            BoundsError::TooMany(count) => write!(f, ", not {count}"),
        }
    }
}

impl std::error::Error for BoundsError {}

impl Bounds {
    /// Takes bounds that are known at compile time.
    ///
    /// # Panics
    ///
    /// Where [`Bounds::checked`] gives an error; in a constant that is a compile-time error.
    #[track_caller]
    pub const fn new(bounds: &'static [f64]) -> Self {
        match Self::checked(bounds) {
            Ok(bounds) => bounds,
            Err(error) => panic!("{}", error.message()),
        }
    }

    /// Takes bounds that are known at run time only.
    ///
    /// # Errors
    ///
    /// A bound that is not finite or not greater than the one before it; more than 200 bounds.
    pub const fn checked(bounds: &'static [f64]) -> Result<Self, BoundsError> {
        match Self::check(bounds) {
            Ok(()) => Ok(Bounds(Written::Numbers(bounds))),
            Err(error) => Err(error),
        }
    }

    /// What [`Bounds::checked`] would say of bounds that do not live as long.
    pub(crate) const fn check(bounds: &[f64]) -> Result<(), BoundsError> {
        if bounds.len() > BOUNDS_MAX {
            return Err(BoundsError::TooMany(bounds.len()));
        }
        let mut at = 0;
        while at < bounds.len() {
            if !bounds[at].is_finite() {
                return Err(BoundsError::NotFinite(at));
            }
            if at > 0 && bounds[at] <= bounds[at - 1] {
                return Err(BoundsError::NotIncreasing(at));
            }
            at += 1;
        }
        Ok(())
    }

    /// A latency's bounds, in nanoseconds, read in `unit`.
    #[track_caller]
    pub(crate) const fn times(bounds: &'static [u64], unit: TimeUnit) -> Self {
        assert_times(bounds);
        Bounds(Written::Times(bounds, unit))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        match self.0 {
            Written::Numbers(bounds) => bounds.len(),
            Written::Times(bounds, _) => bounds.len(),
        }
    }

    /// Whether there are none: one bucket holds everything.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bounds, in the unit of the measure.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        (0..self.len()).map(|at| match self.0 {
            Written::Numbers(bounds) => bounds[at],
            Written::Times(bounds, unit) => bounds[at] as f64 / unit.nanoseconds() as f64,
        })
    }

    /// The bounds as plain numbers, where they were written as such.
    pub(crate) const fn numbers(&self) -> &'static [f64] {
        match self.0 {
            Written::Numbers(bounds) => bounds,
            Written::Times(..) => &[],
        }
    }
}

impl PartialEq for Bounds {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Asserts at compile time that a latency's bounds are legal.
#[track_caller]
pub(crate) const fn assert_times(bounds: &[u64]) {
    assert!(bounds.len() <= BOUNDS_MAX, "a distribution has at most 200 bounds");
    let mut at = 1;
    while at < bounds.len() {
        assert!(bounds[at - 1] < bounds[at], "bounds must be strictly increasing");
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_finite_and_strictly_increasing() {
        assert_eq!(Bounds::checked(&[1.0, f64::NAN]), Err(BoundsError::NotFinite(1)));
        assert_eq!(Bounds::checked(&[f64::NEG_INFINITY]), Err(BoundsError::NotFinite(0)));
        assert_eq!(Bounds::checked(&[1.0, 1.0]), Err(BoundsError::NotIncreasing(1)));
        assert_eq!(Bounds::checked(&[2.0, 1.0]), Err(BoundsError::NotIncreasing(1)));
        assert_eq!(Bounds::checked(&[0.0; 201]), Err(BoundsError::TooMany(201)));
        assert!(Bounds::checked(&[-1.5, 0.0, 3.0]).is_ok());
        assert!(Bounds::checked(&[]).is_ok());
    }

    #[test]
    fn a_latency_reads_its_bounds_in_its_unit() {
        let seconds = Bounds::times(&[5_000_000, 1_000_000_000], TimeUnit::Seconds);
        let milliseconds = Bounds::times(&[5_000_000, 1_000_000_000], TimeUnit::Milliseconds);
        assert_eq!(format!("{seconds:?} {milliseconds:?}"), "[0.005, 1.0] [5.0, 1000.0]");
        assert_ne!(seconds, milliseconds);
        assert_eq!(seconds, Bounds::new(&[0.005, 1.0]));
        assert_eq!(Aggregation::Distribution(seconds).to_string(), "distribution[0.005, 1]");
    }
}
