//! What went wrong in an export of several requests, as one error.

use std::collections::BTreeMap;

use crate::export::ExportError;

/// Names of views that are said; the rest are counted.
const NAMES_MAX: usize = 5;

/// The first that is lasting, and how many rows of which views were refused alone.
#[derive(Debug, Default)]
pub(super) struct Failures {
    first: Option<ExportError>,
    rows: BTreeMap<&'static str, usize>,
}

impl Failures {
    pub(super) fn add(&mut self, error: ExportError) {
        self.first.get_or_insert(error);
    }

    /// The same of a request with one row of this view, and nothing else.
    pub(super) fn add_of(&mut self, view: &'static str, error: ExportError) {
        *self.rows.entry(view).or_default() += 1;
        self.add(error);
    }

    /// The error of the whole export, if there was any.
    pub(super) fn into_result(self) -> Result<(), ExportError> {
        let Some(first) = self.first else { return Ok(()) };
        if self.rows.is_empty() {
            return Err(first);
        }
        let rows = self.rows.iter().take(NAMES_MAX).map(|(view, rows)| match rows {
            1 => format!("a row of `{view}`"),
            rows => format!("{rows} rows of `{view}`"),
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let others = match self.rows.len().saturating_sub(NAMES_MAX) {
            0 => String::new(),
            others => format!(", and of {others} other views"),
        };
        Err(ExportError::new(format!("{first}; refused alone: {rows}{others}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_refused_are_counted_by_view_up_to_a_number() {
        let said = |views: &[&'static str]| {
            let mut failures = Failures::default();
            for (number, view) in views.iter().enumerate() {
                failures.add_of(view, ExportError::new(format!("error {number}")));
            }
            failures.into_result().map_err(|error| error.to_string())
        };
        assert_eq!(said(&[]), Ok(()));
        let some = "error 0; refused alone: a row of `a`, 2 rows of `b`";
        assert_eq!(said(&["b", "a", "b"]), Err(some.to_owned()));
        let many = said(&["a", "b", "c", "d", "e", "f", "g"]).expect_err("some");
        assert!(many.ends_with(", a row of `e`, and of 2 other views"), "{many}");
    }

    #[test]
    fn what_is_of_no_view_is_said_as_it_is() {
        let mut failures = Failures::default();
        failures.add(ExportError::new("first"));
        failures.add(ExportError::new("second"));
        assert_eq!(failures.into_result().map_err(|it| it.to_string()), Err("first".to_owned()));
    }
}
