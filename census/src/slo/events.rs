//! The view that the calls of all objectives are counted in, for what asks for its name.

use std::panic::Location;

use crate::model::{Aggregation, AnyMeasure, Kind, TagKey, View};

pub(crate) const NAME: &str = "census/slo_events";

static MEASURE: AnyMeasure = AnyMeasure::unchecked(NAME, "1", Kind::I64, Location::caller())
    .describe("Calls that an objective is about, by whether they were good, bad or excluded.");
static VIEW: View = View::unchecked(NAME, &MEASURE, Aggregation::Count, Location::caller())
    .columns(&[TagKey::new("slo"), TagKey::new("outcome")]);

/// The view of the calls of all objectives, `census/slo_events`, with a row for each objective and
/// outcome.
///
/// Rules and objectives that are written beside a program ask an exporter what it is called:
/// `Names::of`, `CloudMonitoring::metric_type`.
pub fn events() -> &'static View {
    &VIEW
}
