//! A view that is put together at run time, on a measure that is found by its name.

use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::sync::Mutex;
use std::time::Duration;

use crate::model::closed::Closed;
use crate::model::rows::ROWS_MAX;
use crate::model::{Aggregation, Bounds, BoundsError, TagKey, View, limits, name};
use crate::registry::{Asked, Conflict};
use crate::snapshot::views::{find, measure, register};
use crate::sync::lock;

/// Different views that may be built at run time: each is kept for ever, and so are its cells. A
/// program that needs more has a tag in their names.
const BUILT_MAX: usize = 1000;

/// The views that were built at run time, for the next one that is equal: to build one again and
/// again leaks once.
static BUILT: Mutex<Vec<&'static View>> = Mutex::new(Vec::new());

/// A view that is put together at run time; see [`View::builder`].
#[derive(Clone, Debug)]
#[must_use = "a view is there once it is registered"]
pub struct ViewBuilder {
    name: String,
    measure: String,
    description: String,
    columns: Vec<TagKey>,
    rows_max: Option<u16>,
    rows_expire_after: Option<Duration>,
    location: &'static Location<'static>,
}

impl View {
    /// Begins a view at run time: on a measure of any crate, found by its name.
    ///
    /// ```
    /// use census::View;
    ///
    /// #[census::measured(latency = "doc/builder/latency")]
    /// fn work() {}
    ///
    /// View::builder("doc/builder/slow", "doc/builder/latency").distribution(&[0.1, 1.0])?;
    /// work();
    /// assert_eq!(census::read("doc/builder/slow").unwrap().count(), 1);
    /// # Ok::<(), census::ViewError>(())
    /// ```
    #[track_caller]
    pub fn builder(name: impl Into<String>, measure: impl Into<String>) -> ViewBuilder {
        ViewBuilder {
            name: name.into(),
            measure: measure.into(),
            description: String::new(),
            columns: Vec::new(),
            rows_max: None,
            rows_expire_after: None,
            location: Location::caller(),
        }
    }
}

impl ViewBuilder {
    /// Says what the view shows, in a sentence; by default the description of the measure.
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The columns: the keys of the tags that tell its rows apart. On a function's measure they are
    /// some of the function's own, or of the tags that are current where a call ends.
    pub fn columns(mut self, columns: &[TagKey]) -> Self {
        self.columns = columns.to_vec();
        self
    }

    /// How many rows it keeps; see [`View::rows_max`].
    pub fn rows_max(mut self, rows: u16) -> Self {
        self.rows_max = Some(rows);
        self
    }

    /// Lets rows go that nothing was recorded in for so long; see [`View::rows_expire_after`].
    pub fn rows_expire_after(mut self, time: Duration) -> Self {
        self.rows_expire_after = Some(time.min(limits::EXPIRY_MAX));
        self
    }

    /// Registers it as a count.
    ///
    /// # Errors
    ///
    /// An illegal name, a measure that is not known, a name of another meaning.
    pub fn count(self) -> Result<&'static View, ViewError> {
        self.simple(Aggregation::Count)
    }

    /// Registers it as a sum.
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count).
    pub fn sum(self) -> Result<&'static View, ViewError> {
        self.simple(Aggregation::Sum)
    }

    /// Registers it as a last value.
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count).
    pub fn last_value(self) -> Result<&'static View, ViewError> {
        self.simple(Aggregation::LastValue)
    }

    /// Registers it as a distribution between bounds, in the unit of the measure.
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count), and bounds that are not finite or not strictly increasing.
    pub fn distribution(self, bounds: &[f64]) -> Result<&'static View, ViewError> {
        Bounds::check(bounds).map_err(ViewError::Bounds)?;
        let like = |known| match known {
            Aggregation::Distribution(known) => known.iter().eq(bounds.iter().copied()),
            _ => false,
        };
        let texts: Vec<String> = bounds.iter().map(f64::to_string).collect();
        self.register(format!("distribution[{}]", texts.join(", ")), like, || {
            let bounds = Bounds::checked(bounds.to_vec().leak()).map_err(ViewError::Bounds)?;
            Ok(Aggregation::Distribution(bounds))
        })
    }

    fn simple(self, aggregation: Aggregation) -> Result<&'static View, ViewError> {
        self.register(aggregation.to_string(), |known| known == aggregation, || Ok(aggregation))
    }

    /// The view of this name that was built before, of an aggregation that is like the wanted.
    fn built(&self, like: impl Fn(Aggregation) -> bool) -> Option<&'static View> {
        let built = lock(&BUILT);
        let mut alike = built.iter().copied().filter(|view| {
            view.name() == self.name && self.is_like(view) && like(view.aggregation())
        });
        alike.next()
    }

    /// Whether a view is what is asked for, but for its name and aggregation.
    fn is_like(&self, view: &View) -> bool {
        view.measure_name() == self.measure
            && view.tag_keys() == self.columns
            && view.rows_limit() == self.rows_limit()
            && view.rows_last() == self.rows_expire_after
    }

    fn rows_limit(&self) -> usize {
        usize::from(self.rows_max.unwrap_or(ROWS_MAX))
    }

    /// Whether so many rows can be kept, and for so long.
    fn limits(&self) -> Result<(), &'static str> {
        let max = limits::rows(self.rows_max.unwrap_or(ROWS_MAX))?;
        let Some(time) = self.rows_expire_after else { return Ok(()) };
        limits::expiry(time)?;
        match Closed::rows_of(&self.columns) {
            _ if self.columns.is_empty() => Err(limits::ROWLESS),
            Some(rows) if rows <= u32::from(max) + 1 => Err(limits::CLOSED),
            _ => Ok(()),
        }
    }

    /// Everything is checked before anything is leaked, and no two equal views are.
    fn register(
        self,
        wanted: String,
        like: impl Fn(Aggregation) -> bool,
        aggregation: impl FnOnce() -> Result<Aggregation, ViewError>,
    ) -> Result<&'static View, ViewError> {
        if let Err(fault) = name::check(&self.name) {
            return Err(ViewError::Name(self.name, fault.message()));
        }
        let Some(measure) = measure(&self.measure) else {
            return Err(ViewError::Measure(self.measure));
        };
        let twice = |(at, key): (usize, &TagKey)| self.columns[..at].contains(key).then_some(*key);
        if let Some(key) = self.columns.iter().enumerate().find_map(twice) {
            return Err(ViewError::Tag(key));
        }
        self.limits().map_err(ViewError::Rows)?;
        let shown = find(measure.name()).map(View::aggregation);
        if measure.of_function && shown == Some(Aggregation::LastValue) {
            return Err(ViewError::InFlight(self.measure));
        }
        if let Some(holder) = find(&self.name) {
            // A function's own view has the name of its measure.
            let is_own = measure.of_function && holder.name() == holder.measure_name();
            if self.is_like(holder) && like(holder.aggregation()) && !is_own {
                return Ok(holder);
            }
            let asked = Asked {
                aggregation: wanted,
                measure: &self.measure,
                tag_keys: &self.columns,
                rows_limit: self.rows_limit(),
                rows_last: self.rows_expire_after,
                location: self.location,
            };
            return Err(ViewError::Conflict(Conflict::of_a_view(holder, &asked)));
        }
        let view = match self.built(like) {
            Some(view) => view,
            None if lock(&BUILT).len() >= BUILT_MAX => return Err(ViewError::TooMany),
            None => {
                let (name, aggregation) = (self.name.leak(), aggregation()?);
                let mut view = View::unchecked(name, measure, aggregation, self.location)
                    .describe(self.description.leak())
                    .columns(self.columns.leak());
                if let Some(rows) = self.rows_max {
                    view = view.rows_max(rows);
                }
                if let Some(time) = self.rows_expire_after {
                    view = view.rows_expire_after(time);
                }
                let view: &'static View = Box::leak(Box::new(view));
                lock(&BUILT).push(view);
                view
            }
        };
        register(view).map_err(ViewError::Conflict)?;
        // Where a macro declared its equal, that one is registered.
        Ok(find(view.name()).unwrap_or(view))
    }
}

/// Why a view could not be registered at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViewError {
    /// The name is not legal, and why.
    Name(String, &'static str),
    /// There is no measure of this name.
    Measure(String),
    /// Calls in flight are no measurements: there is their own view, and no further one.
    InFlight(String),
    /// A tag key that is given twice.
    Tag(TagKey),
    /// Rows cannot be kept like this, and why.
    Rows(&'static str),
    /// There are as many different views as may be built at run time.
    TooMany,
    /// The bounds are not legal.
    Bounds(BoundsError),
    /// The name is declared with another meaning.
    Conflict(Conflict),
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ViewError::Name(name, why) => write!(f, "view `{name}` cannot be registered: {why}"),
            ViewError::Measure(name) => write!(
                f,
                "there is no measure `{name}`: it is known once it is linked or has recorded"
            ),
            ViewError::InFlight(name) => write!(
                f,
                "`{name}` shows calls in flight, which are no measurements; read its own view"
            ),
            ViewError::Tag(key) => {
                write!(f, "a view must not have the tag key `{}` twice", key.name())
            }
            ViewError::Rows(why) => f.write_str(why),
            ViewError::TooMany => write!(
                f,
                "{BUILT_MAX} different views were built at run time, and none is ever freed; \
                 use one of them again"
            ),
            ViewError::Bounds(error) => error.fmt(f),
            ViewError::Conflict(conflict) => conflict.fmt(f),
        }
    }
}

impl Error for ViewError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ViewError::Bounds(error) => Some(error),
            ViewError::Conflict(conflict) => Some(conflict),
            ViewError::Name(..)
            | ViewError::Measure(_)
            | ViewError::InFlight(_)
            | ViewError::Tag(_)
            | ViewError::Rows(_)
            | ViewError::TooMany => None,
        }
    }
}
