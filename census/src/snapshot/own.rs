//! The library's own views: what it refused, and how its exports went.

use std::panic::Location;
use std::sync::Arc;
use std::time::SystemTime;

use crate::model::{Aggregation, AnyMeasure, Kind, TagKey, View};
use crate::own;
use crate::snapshot::{Data, Row, ViewData};

/// Declares a count view of the library itself.
macro_rules! own_view {
    ($measure:ident, $view:ident, $name:literal, $description:literal) => {
        static $measure: AnyMeasure =
            AnyMeasure::unchecked($name, "1", Kind::I64, Location::caller()).describe($description);
        static $view: View =
            View::unchecked($name, &$measure, Aggregation::Count, Location::caller());
    };
}

own_view!(
    REFUSED,
    REFUSED_VIEW,
    "census/refused_records",
    "Records refused: not finite, negative in a sum, of the wrong type, or within a record."
);
own_view!(
    SATURATED,
    SATURATED_VIEW,
    "census/saturated_records",
    "Records that would have carried a sum past the last i64."
);
own_view!(
    OVERFLOWED,
    OVERFLOWED_VIEW,
    "census/overflowed_records",
    "Records with tags that joined a view's overflow row, since it has as many as it may."
);
own_view!(
    BACKWARDS,
    BACKWARDS_VIEW,
    "census/clock_backwards",
    "Calls whose clock stepped back, so that their latency is 0."
);

static EXPORTS: AnyMeasure =
    AnyMeasure::unchecked("census/exports", "1", Kind::I64, Location::caller()).describe(
        "Exports by exporter and result: ok, error, panic, or skipped for a newer snapshot.",
    );
static EXPORTS_VIEW: View =
    View::unchecked("census/exports", &EXPORTS, Aggregation::Count, Location::caller())
        .columns(&[TagKey::new("exporter"), TagKey::new("result")]);

/// Their data.
pub(super) fn views(began: SystemTime) -> Vec<ViewData> {
    let tallies = [
        (&REFUSED_VIEW, &own::REFUSED_RECORDS),
        (&SATURATED_VIEW, &own::SATURATED_RECORDS),
        (&OVERFLOWED_VIEW, &own::OVERFLOWED_RECORDS),
        (&BACKWARDS_VIEW, &own::CLOCK_BACKWARDS),
    ];
    let tallies = tallies.into_iter().map(|(view, tally)| {
        ViewData::new(
            view,
            vec![Row { tags: Vec::new(), start: began, data: Data::Count(tally.get()) }],
        )
    });
    let rows = own::exports().into_iter().map(|(exporter, result, count)| Row {
        tags: vec![Some(Arc::from(exporter)), Some(Arc::from(result))],
        start: began,
        data: Data::Count(count),
    });
    tallies.chain([ViewData::new(&EXPORTS_VIEW, rows.collect())]).collect()
}
