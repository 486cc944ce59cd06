//! What can be measured: a name, a unit, a type of value.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::atomic::AtomicBool;

use once_cell::race::OnceRef;

use crate::model::{name, unit, view::Link};

/// Something that can be measured: a name, a description, a unit, and values of one type.
///
/// It is a `static`, made by [`declare_measure!`](crate::declare_measure) or by hand:
///
/// ```
/// use census::Measure;
///
/// static CART_ITEMS: Measure<i64> = Measure::new("shop/cart/items", "1");
///
/// CART_ITEMS.record(3);
/// assert_eq!(CART_ITEMS.name(), "shop/cart/items");
/// ```
///
/// A record changes the views that are registered on the measure; without one it does nothing.
pub struct Measure<T: Value> {
    any: AnyMeasure,
    values: PhantomData<fn(T)>,
}

/// A type of value that a measure can have: `i64` or `f64`.
pub trait Value: Copy + sealed::Sealed {}
impl Value for i64 {}
impl Value for f64 {}

pub(crate) mod sealed {
    use super::Kind;
    use crate::model::Number;

    /// Keeps `Value` to the types that the cells can hold.
    pub trait Sealed {
        #[doc(hidden)]
        const KIND: Kind;
        #[doc(hidden)]
        fn number(self) -> Number;
    }
    impl Sealed for i64 {
        const KIND: Kind = Kind::I64;
        #[inline]
        fn number(self) -> Number {
            Number::I64(self)
        }
    }
    impl Sealed for f64 {
        const KIND: Kind = Kind::F64;
        #[inline]
        fn number(self) -> Number {
            Number::F64(self)
        }
    }
}

/// The type of a measure's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers, carried as `i64` end to end.
    I64,
    /// Finite floating-point numbers.
    F64,
}

impl<T: Value> Measure<T> {
    /// Declares a measure with its unit, a UCUM code such as `1`, `By` or `ms`.
    ///
    /// # Panics
    ///
    /// If the name or the unit is not legal; in a `static` that is a compile-time error.
    #[track_caller]
    pub const fn new(name: &'static str, unit: &'static str) -> Self {
        Measure { any: AnyMeasure::new(name, unit, T::KIND), values: PhantomData }
    }

    /// Says what is measured, in a sentence for the people who read the dashboards.
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.any.description = description;
        self
    }

    /// The name, unique in a program.
    pub const fn name(&self) -> &'static str {
        self.any.name
    }

    /// The measure without the type of its values.
    pub const fn any(&self) -> &AnyMeasure {
        &self.any
    }
}

impl<T: Value> fmt::Debug for Measure<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.any.fmt(f)
    }
}

/// A measure whose type of value is known at run time only.
///
/// [`census::measure`](crate::measure()) finds one by its name, a measured function's included.
pub struct AnyMeasure {
    name: &'static str,
    description: &'static str,
    unit: &'static str,
    kind: Kind,
    pub(crate) location: &'static Location<'static>,
    /// The views on it, in the order of their registration; a link is never taken off.
    pub(crate) views: OnceRef<'static, Link>,
    /// Whether the registry knows it, and with it every view that was declared on it.
    pub(crate) registered: AtomicBool,
    /// Whether a record has but to count: it is registered, and no exemplars are taken.
    pub(crate) plain: AtomicBool,
    /// Whether it is what a function measures: nobody else records it.
    pub(crate) of_function: bool,
}

impl AnyMeasure {
    #[track_caller]
    const fn new(name: &'static str, unit: &'static str, kind: Kind) -> Self {
        if let Err(fault) = name::check(name) {
            panic!("{}", fault.message());
        }
        unit::assert_unit(unit);
        Self::unchecked(name, unit, kind, Location::caller())
    }

    /// For the measures of functions and of the library itself, whose names were checked.
    pub(crate) const fn unchecked(
        name: &'static str,
        unit: &'static str,
        kind: Kind,
        location: &'static Location<'static>,
    ) -> Self {
        AnyMeasure {
            name,
            description: "",
            unit,
            kind,
            location,
            views: OnceRef::new(),
            registered: AtomicBool::new(false),
            plain: AtomicBool::new(false),
            of_function: false,
        }
    }

    pub(crate) const fn of_function(mut self) -> Self {
        self.of_function = true;
        self
    }

    pub(crate) const fn describe(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// The name, unique in a program.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What is measured, in a sentence; may be empty.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// The UCUM code of the unit.
    pub const fn unit(&self) -> &'static str {
        self.unit
    }

    /// The type of the values.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the two are one measure: descriptions may differ.
    pub(crate) fn same_as(&self, other: &AnyMeasure) -> bool {
        self.name == other.name
            && self.unit == other.unit
            && self.kind == other.kind
            && self.of_function == other.of_function
    }
}

impl fmt::Debug for AnyMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measure")
            .field("name", &self.name)
            .field("unit", &self.unit)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
