//! What a view is on: a measure, or one that is found by its name when the view is registered.

use std::fmt;

use once_cell::race::OnceRef;

use crate::model::{AnyMeasure, name};

/// The name of a measure that may be declared anywhere, for views that are
/// [on it](crate::View::by_name): a measured function's, or another crate's.
///
/// ```
/// use census::MeasureName;
///
/// static LATENCY: MeasureName = MeasureName::new("shop/checkout/latency");
/// assert_eq!(LATENCY.name(), "shop/checkout/latency");
/// ```
pub struct MeasureName {
    name: &'static str,
    /// What was found by it.
    found: OnceRef<'static, AnyMeasure>,
}

impl MeasureName {
    /// Names a measure.
    ///
    /// # Panics
    ///
    /// If the name is not legal; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn new(name: &'static str) -> Self {
        if let Err(fault) = name::check(name) {
            panic!("{}", fault.message());
        }
        MeasureName { name, found: OnceRef::new() }
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for MeasureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MeasureName({})", self.name)
    }
}

/// The measure of a view, given or to be found.
#[derive(Clone, Copy)]
pub(crate) enum On {
    Measure(&'static AnyMeasure),
    Name(&'static MeasureName),
}

impl On {
    /// The measure, if it was given or found.
    pub(crate) fn get(&self) -> Option<&'static AnyMeasure> {
        match self {
            On::Measure(measure) => Some(measure),
            On::Name(name) => name.found.get(),
        }
    }

    pub(crate) const fn measure_name(&self) -> &'static str {
        match self {
            On::Measure(measure) => measure.name(),
            On::Name(name) => name.name,
        }
    }

    /// Puts a measure behind the name; the first one stays.
    pub(crate) fn settle(&self, measure: &'static AnyMeasure) {
        if let On::Name(name) = self {
            let _ = name.found.set(measure);
        }
    }

    /// Whether the two are one measure; of one that was not found the name is all there is.
    pub(crate) fn same_as(&self, other: &On) -> bool {
        match (self.get(), other.get()) {
            (Some(one), Some(other)) => one.same_as(other),
            _ => self.measure_name() == other.measure_name(),
        }
    }
}
