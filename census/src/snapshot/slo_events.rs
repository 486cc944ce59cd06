//! The calls of all objectives, as one view: `census/slo_events{slo, outcome}`.
//!
//! Each objective has its three rows from the start, so that the first bad call of all is seen as
//! an increase. They are as many as are declared, so that no cap of rows is theirs.

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
    let mut slos: Vec<(&'static Slo, Vec<u64>)> = Vec::new();
    for (place, slo) in layout.counts().iter().enumerate() {
        let Extent::Slo(slo) = slo else { continue };
        let cells = collector.counts(place, objective::CELLS);
        match slos.iter_mut().find(|(known, _)| known.spec().id == slo.spec().id) {
            // Declared twice, alike: a program may hold a library twice.
            Some((_, known)) => {
                known.iter_mut().zip(cells).for_each(|(known, calls)| *known += calls);
            }
            None => slos.push((slo, cells.to_vec())),
        }
    }
    slos.sort_by_key(|(slo, _)| slo.spec().id);
    let rows = slos.iter().flat_map(|(slo, cells)| {
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
