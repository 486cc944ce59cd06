//! `metered`: a registry that its attribute makes of an `impl` block.

use std::sync::LazyLock;

use metered::{ErrorCount, HitCount, ResponseTime, metered};

use crate::row::{Exported, Kind, Row};
use crate::work::body;

#[derive(Default)]
struct Service {
    metrics: ServiceMetrics,
}

#[metered(registry = ServiceMetrics)]
impl Service {
    #[measure(HitCount)]
    fn count(&self, input: u64) -> Result<u64, ()> {
        body(input)
    }

    #[measure([HitCount, ErrorCount, ResponseTime])]
    fn full(&self, input: u64) -> Result<u64, ()> {
        body(input)
    }
}

static SERVICE: LazyLock<Service> = LazyLock::new(Service::default);

pub(super) fn rows() -> Vec<Row> {
    let row = Row::new("metered", Kind::Peer)
        .count(count, counted)
        .full(full, measured)
        .notes(&["the buckets are its own, two decimal digits of milliseconds, not the 11 bounds"]);
    vec![row]
}

#[inline(never)]
fn count(input: u64) -> Result<u64, ()> {
    SERVICE.count(input)
}

#[inline(never)]
fn full(input: u64) -> Result<u64, ()> {
    SERVICE.full(input)
}

fn counted() -> Exported {
    Exported { calls: SERVICE.metrics.count.hit_count.get(), ..Exported::default() }
}

fn measured() -> Exported {
    let metrics = &SERVICE.metrics.full;
    Exported {
        calls: metrics.hit_count.get(),
        errors: Some(metrics.error_count.get()),
        timed: Some(metrics.response_time.histogram().len()),
    }
}
