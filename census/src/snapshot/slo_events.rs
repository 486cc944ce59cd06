//! The calls of all objectives, as one view: `census/slo_events{slo, outcome}`.
//!
//! Each objective has its three rows from the start, so that the first bad call of all is seen as
//! an increase. They are as many as are declared, so that no cap of rows is theirs.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::SystemTime;

use crate::collector::Collector;
use crate::model::objective::{self, Slo};
use crate::model::slo::Class;
use crate::registry::{Extent, Layout};
use crate::slo::events;
use crate::snapshot::{Data, Row, ViewData};

/// Its data; `None` where nothing is declared.
pub(super) fn view(layout: &Layout, collector: &Collector, began: SystemTime) -> Option<ViewData> {
    // By their ids: one is declared twice, alike, where a program holds a library twice.
    let mut slos: BTreeMap<&str, (&'static Slo, [u64; objective::CELLS])> = BTreeMap::new();
    let mut seen: HashSet<*const Slo> = HashSet::new();
    for (place, slo) in layout.counts().iter().enumerate() {
        let Extent::Slo(slo) = slo else { continue };
        seen.insert(*slo);
        let (_, cells) = slos.entry(slo.spec().id).or_insert((slo, [0; objective::CELLS]));
        let own = collector.counts(place, objective::CELLS);
        cells.iter_mut().zip(own).for_each(|(cell, calls)| *cell += calls);
    }
    for function in layout.served() {
        let slo =
            function.slo().map(|slo| slo()).filter(|slo| seen.contains(&std::ptr::from_ref(*slo)));
        let number = function.place.index().map(|place| Layout::number(function, place as u32));
        let totals = number.and_then(|number| collector.totals(number));
        if let (Some(slo), Some(totals)) = (slo, totals)
            && let Some((_, cells)) = slos.get_mut(slo.spec().id)
        {
            objective::add(cells, totals.verdicts(function));
        }
    }
    let rows = slos.values().flat_map(|(slo, cells)| {
        slo.spec().objectives().flat_map(move |(sli, _)| {
            let id: Arc<str> = slo.spec().objective_id(sli).into();
            Class::ALL.into_iter().zip(objective::events(cells, sli)).map(move |(class, calls)| {
                Row {
                    tags: vec![Some(Arc::clone(&id)), Some(Arc::from(class.as_str()))],
                    start: began,
                    data: Data::Count(calls),
                }
            })
        })
    });
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then(|| ViewData::new(events(), rows))
}
