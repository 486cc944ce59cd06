//! What went wrong in an export of several requests, as one error.

use crate::export::ExportError;

/// Names of views that are said; the rest are counted.
const NAMES_MAX: usize = 5;

/// The first that is lasting, and the views that were refused alone.
#[derive(Debug, Default)]
pub(super) struct Failures {
    first: Option<ExportError>,
    views: Vec<&'static str>,
}

impl Failures {
    pub(super) fn add(&mut self, error: ExportError) {
        self.first.get_or_insert(error);
    }

    /// The same of a request with this view and no other.
    pub(super) fn add_of(&mut self, view: &'static str, error: ExportError) {
        self.views.push(view);
        self.add(error);
    }

    /// The error of the whole export, if there was any.
    pub(super) fn into_result(self) -> Result<(), ExportError> {
        let Some(first) = self.first else { return Ok(()) };
        if self.views.is_empty() {
            return Err(first);
        }
        let names = self.views.iter().take(NAMES_MAX).map(|name| format!("`{name}`"));
        let names = names.collect::<Vec<_>>().join(", ");
        let others = match self.views.len().saturating_sub(NAMES_MAX) {
            0 => String::new(),
            others => format!(" and {others} others"),
        };
        Err(ExportError::new(format!("{first}; refused alone: {names}{others}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_that_were_refused_are_named_up_to_a_number() {
        let said = |views: &[&'static str]| {
            let mut failures = Failures::default();
            for (number, view) in views.iter().enumerate() {
                failures.add_of(view, ExportError::new(format!("error {number}")));
            }
            failures.into_result().map_err(|error| error.to_string())
        };
        assert_eq!(said(&[]), Ok(()));
        assert_eq!(said(&["a", "b"]), Err("error 0; refused alone: `a`, `b`".to_owned()));
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let some = "error 0; refused alone: `a`, `b`, `c`, `d`, `e` and 2 others";
        assert_eq!(said(&names), Err(some.to_owned()));
    }

    #[test]
    fn what_is_of_no_view_is_said_as_it_is() {
        let mut failures = Failures::default();
        failures.add(ExportError::new("first"));
        failures.add(ExportError::new("second"));
        assert_eq!(failures.into_result().map_err(|it| it.to_string()), Err("first".to_owned()));
    }
}
