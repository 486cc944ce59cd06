//! Views on a measure that is found by its name: they wait until it is known.

use crate::model::{Aggregation, AnyMeasure, View};
use crate::registry::Conflict;
use crate::registry::book::Book;
use crate::spelling;

impl Book {
    /// Enters a view that the linker collected; one whose measure is not known yet waits for it.
    pub(super) fn add_declared(&mut self, view: &'static View) {
        match view.measure() {
            Some(_) => self.note(|book| book.add_view(view)),
            None => self.late.push(view),
        }
    }

    /// Enters the views whose measures have come to be known; says whether there were any.
    pub(super) fn settle_late(&mut self) -> bool {
        let waiting = self.late.len();
        for view in std::mem::take(&mut self.late) {
            match self.measure(view.measure_name()) {
                Some(_) => self.note(|book| book.add_view(view)),
                None => self.late.push(view),
            }
        }
        self.late.len() < waiting
    }

    /// The measure of a view, entered or found.
    pub(super) fn measure_of(
        &mut self,
        view: &'static View,
    ) -> Result<&'static AnyMeasure, Conflict> {
        if let Some(measure) = view.measure() {
            view.settle(measure); // Another view of the same `MeasureName` may have found it.
            return self.add_measure(measure);
        }
        let Some(measure) = self.measure(view.measure_name()) else {
            return Err(self.unknown(view));
        };
        if self.is_in_flight(measure) {
            return Err(Conflict::of_calls_in_flight(view));
        }
        view.settle(measure);
        Ok(measure)
    }

    /// Says of the views that still wait that their measures are not there.
    pub(super) fn still_late(&self) -> impl Iterator<Item = Conflict> {
        self.late.iter().map(|view| self.unknown(view))
    }

    /// Whether it is made of calls in flight, which are no measurements.
    fn is_in_flight(&self, measure: &AnyMeasure) -> bool {
        let shown = self.series(measure.name()).map(|series| series.view.aggregation());
        measure.of_function && shown == Some(Aggregation::LastValue)
    }

    fn unknown(&self, view: &View) -> Conflict {
        let names: Vec<&str> = self.measures.iter().map(|measure| measure.name()).collect();
        Conflict::of_no_measure(view, spelling::nearest(view.measure_name(), &names))
    }
}
