//! What a view is on: a measure, or one that is found by its name when the view is registered.

use once_cell::race::OnceRef;

use crate::model::AnyMeasure;

/// The measure of a view, found or to be found.
pub(crate) struct On {
    given: Given,
    /// What was found by the name.
    found: OnceRef<'static, AnyMeasure>,
}

enum Given {
    Measure(&'static AnyMeasure),
    Name(&'static str),
}

impl On {
    pub(crate) const fn measure(measure: &'static AnyMeasure) -> Self {
        On { given: Given::Measure(measure), found: OnceRef::new() }
    }

    pub(crate) const fn name(name: &'static str) -> Self {
        On { given: Given::Name(name), found: OnceRef::new() }
    }

    /// The measure, if it was given or found.
    pub(crate) fn get(&self) -> Option<&'static AnyMeasure> {
        match self.given {
            Given::Measure(measure) => Some(measure),
            Given::Name(_) => self.found.get(),
        }
    }

    pub(crate) const fn measure_name(&self) -> &'static str {
        match self.given {
            Given::Measure(measure) => measure.name(),
            Given::Name(name) => name,
        }
    }

    /// Puts a measure behind the name; the first one stays. Says whether this is the first.
    pub(crate) fn settle(&self, measure: &'static AnyMeasure) -> bool {
        matches!(self.given, Given::Name(_)) && self.found.set(measure).is_ok()
    }

    /// Whether the two are one measure; of one that was not found the name is all there is.
    pub(crate) fn same_as(&self, other: &On) -> bool {
        match (self.get(), other.get()) {
            (Some(one), Some(other)) => one.same_as(other),
            _ => self.measure_name() == other.measure_name(),
        }
    }
}
