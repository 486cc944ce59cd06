//! A row that is removed by hand.

use std::error::Error;
use std::fmt;
use std::ptr;
use std::time::SystemTime;

use crate::model::rows::OVERFLOWED;
use crate::model::{TagKey, View};
use crate::registry::{REGISTRY, Series, Sources};
use crate::snapshot::expiry::let_go;
use crate::snapshot::take;

impl View {
    /// Removes the row of these tags at once, and what is in it: for what is known to be over, a
    /// user who has left or a queue that was closed. What has not been exported yet is lost. When
    /// something is recorded under these tags again, a new row begins.
    ///
    /// It is for views whose [rows expire](View::rows_expire_after); those of others stay.
    ///
    /// ```
    /// use std::time::Duration;
    /// use census::{Aggregation, Measure, TagKey, View};
    ///
    /// const QUEUE: TagKey = TagKey::new("queue");
    /// static DEPTH: Measure<i64> = Measure::new("doc/remove/depth", "1");
    /// static BY_QUEUE: View = View::new("doc/remove/depth", &DEPTH, Aggregation::LastValue)
    ///     .columns(&[QUEUE])
    ///     .rows_expire_after(Duration::MAX);
    ///
    /// census::register(&BY_QUEUE)?;
    /// DEPTH.record_with(3, &[(QUEUE, "mail")]);
    /// DEPTH.record_with(5, &[(QUEUE, "print")]);
    /// BY_QUEUE.remove_row(&[(QUEUE, "mail")])?;
    /// assert_eq!(
    ///     census::read("doc/remove/depth").unwrap().to_string(),
    ///     "doc/remove/depth [1]\n  queue=print  last=5\n"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The view's rows do not expire, or there is no such row, or a thread that records in it
    /// has been stopped by a debugger or the system.
    pub fn remove_row(&'static self, tags: &[(TagKey, &str)]) -> Result<(), RemoveError> {
        take::alone(|latest| remove(self, tags, latest))
    }
}

fn remove(
    view: &'static View,
    tags: &[(TagKey, &str)],
    latest: SystemTime,
) -> Result<(), RemoveError> {
    let (_, series) = REGISTRY.layout();
    let is_of = |series: &&Series| ptr::eq(series.view, view);
    let rows = match series.iter().find(is_of).map(|series| &series.sources) {
        Some(Sources::Rows(rows)) => *rows,
        _ => return Err(RemoveError::Unknown),
    };
    let Some(moving) = &rows.moving else { return Err(RemoveError::Stays(view.name())) };
    let value = |key: &TagKey| tags.iter().find(|(own, _)| own == key).map(|(_, value)| *value);
    let values = view.tag_keys().iter().map(value);
    let row = moving.find(rows.seed.hash(values.clone()), values);
    let row = row.filter(|row| row.number != OVERFLOWED).ok_or(RemoveError::Unknown)?;
    match let_go(view, rows, moving, vec![row], latest, |_, _| true).is_empty() {
        true => Err(RemoveError::Busy),
        false => Ok(()),
    }
}

/// Why a row was not removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RemoveError {
    /// The rows of the view of this name stay.
    Stays(&'static str),
    /// There is no such row, or no such view is registered.
    Unknown,
    /// Somebody is recording in it, or has recorded in it in a test scope.
    Busy,
}

impl fmt::Display for RemoveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemoveError::Stays(view) => write!(
                f,
                "the rows of view `{view}` stay; declare it with `rows_expire_after` for rows \
                 that can go"
            ),
            RemoveError::Unknown => f.write_str("there is no row of these tags"),
            RemoveError::Busy => f.write_str("the row is being recorded in; try again"),
        }
    }
}

impl Error for RemoveError {}
