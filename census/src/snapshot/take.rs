//! How a snapshot is taken: the collector's totals, read as views see them.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use crate::clock;
use crate::collector::{Collector, Moments, Spread, Totals};
use crate::model::closed::ClosedRows;
use crate::model::exact::Exact;
use crate::model::function::{Function, Part};
use crate::model::rows::{OVERFLOWED, Rows, Tags};
use crate::model::wide;
use crate::model::{Aggregation, Kind, Number, TimeUnit, View};
use crate::registry::{Extent, REGISTRY, Series, Sources};
use crate::shard::exemplars::Exemplars;
use crate::shard::here::{self, POOL};
use crate::shard::lease::Pool;
use crate::slo::events;
use crate::snapshot::attach::Source;
use crate::snapshot::calls::{is_tagged, of_calls};
use crate::snapshot::views::{self, Baselines};
use crate::snapshot::{Data, Distribution, Row, Snapshot, ViewData, own, slo_events};
use crate::switch::OFF;
use crate::sync::lock;

/// The shortest interval that Cloud Monitoring takes.
const INTERVAL_MIN: Duration = Duration::from_millis(1);

/// The least time between two snapshots: what every system's clock can tell apart.
const STEP: Duration = Duration::from_micros(1);

/// The time of the latest snapshot; locked while one is taken, so that of any two the one with the
/// later time has in no series less.
static LATEST: Mutex<SystemTime> = Mutex::new(SystemTime::UNIX_EPOCH);

/// Takes a snapshot of every view, at any time, from any thread.
///
/// Every record that happened before the call is in it. It reads the threads' cells in place and
/// waits for no more than another snapshot; recording threads do not notice.
///
/// ```
/// use census::measured;
///
/// #[measured(count = "doc/snapshot_fn/requests")]
/// fn serve() {}
///
/// serve();
/// let snapshot = census::snapshot();
/// assert_eq!(snapshot.view("doc/snapshot_fn/requests").unwrap().count(), 1);
/// ```
pub fn snapshot() -> Snapshot {
    here::quietly(|| {
        let mut latest = lock(&LATEST);
        let (time, mut views) = take(&POOL, |_| true);
        if !OFF {
            views.extend(own::views(REGISTRY.began()));
        }
        *latest = time.max(*latest + STEP);
        Snapshot::new(*latest, views)
    })
}

/// Takes a snapshot of what was recorded in one pool: a test scope's.
pub(crate) fn snapshot_of(pool: &Pool) -> Snapshot {
    let (time, views) = here::quietly(|| take(pool, |_| true));
    Snapshot::new(time, views)
}

/// Reads one view.
pub(crate) fn read(name: &str) -> Option<ViewData> {
    here::quietly(|| take(&POOL, |known| known == name).1.pop())
}

fn take(pool: &Pool, wanted: impl Fn(&str) -> bool) -> (SystemTime, Vec<ViewData>) {
    let (layout, series, mut baselines) = views::layout();
    if !std::ptr::eq(pool, &POOL) {
        baselines.clear(); // They were read from the process's cells, not from a scope's.
    }
    // After the layout: whoever recorded before has registered before.
    let collector = Collector::merge(&pool.shards(), &layout);
    let mut views: Vec<ViewData> = series
        .iter()
        .filter(|series| wanted(series.view.name()))
        .map(|series| {
            let rows = rows(series, &layout, &collector, &baselines, pool.exemplars());
            ViewData::new(series.view, rows)
        })
        .collect();
    // After the exemplars: none of them is of a later time.
    let end = clock::wall();
    if wanted(events::NAME) {
        views.extend(slo_events::view(&layout, &collector, REGISTRY.began()));
    }
    let latest_start = series.iter().map(|series| series.start()).max();
    let time = latest_start.map_or(end, |start| end.max(start + INTERVAL_MIN));
    (time, views)
}

/// What a view shows; nothing for a last value that there is none of yet.
fn rows(
    series: &Series,
    layout: &[Extent],
    collector: &Collector,
    baselines: &Baselines,
    exemplars: &Exemplars,
) -> Vec<Row> {
    let data = match &series.sources {
        Sources::Rows(rows) => {
            return of_rows(series, rows, collector, baselines, exemplars);
        }
        Sources::Closed(extent, rows) => {
            return of_closed(series, *extent as usize, rows, collector, baselines, exemplars);
        }
        Sources::Own(extent) => collector.totals(*extent).and_then(|totals| {
            let data = |totals: &Totals| own_data(series.view, totals);
            match baselines.get(&(*extent as usize, 0)) {
                Some(before) => data(&totals.since(before)),
                None => data(totals),
            }
        }),
        Sources::Part(part, extent) if is_tagged(*extent, layout) => {
            return of_calls(series, &[(*part, *extent)], layout, collector, exemplars);
        }
        Sources::Parts(sources)
            if sources.0.iter().any(|(_, extent)| is_tagged(*extent, layout)) =>
        {
            return of_calls(series, &sources.0, layout, collector, exemplars);
        }
        Sources::Part(part, extent) => parts(&[(*part, *extent)], layout, collector),
        Sources::Parts(sources) => parts(&sources.0, layout, collector),
    };
    let row = data.map(|data| {
        let extents = series.sources.extents();
        let places: Vec<_> = extents.iter().map(|&extent| (extent, 0)).collect();
        let source = Source { exemplars, places: &places, columns: &[] };
        let data = data.with_exemplars(&source, series.start());
        Row { tags: Vec::new(), start: series.start(), data }
    });
    row.into_iter().collect()
}

/// The rows of a view that is broken down by tags: those that something was recorded in.
fn of_rows(
    series: &Series,
    rows: &Rows,
    collector: &Collector,
    baselines: &Baselines,
    exemplars: &Exemplars,
) -> Vec<Row> {
    let read = |number| {
        let (block, at) = rows.place(number);
        let extent = rows.extent(block)?;
        let totals = collector.row(extent, at)?;
        let data = match baselines.get(&(extent, at)) {
            Some(before) if totals == before => return None,
            Some(before) => own_data(series.view, &totals.since(before)),
            None => own_data(series.view, totals),
        };
        let row = rows.row(number)?;
        let start = row.start.max(series.start());
        // The overflow row tells no tags.
        let columns = if number == OVERFLOWED { &[] } else { series.view.tag_keys() };
        let source = Source { exemplars, places: &[(extent, at)], columns };
        Some(Row { tags: row.tags.to_vec(), start, data: data?.with_exemplars(&source, start) })
    };
    (0..rows.count()).filter_map(read).collect()
}

/// The rows of a view whose tags have closed sets: those that have all tags, from the start on, and
/// of the others those that something was recorded in.
fn of_closed(
    series: &Series,
    extent: usize,
    rows: &ClosedRows,
    collector: &Collector,
    baselines: &Baselines,
    exemplars: &Exemplars,
) -> Vec<Row> {
    let read = |(row, tags, is_whole): (usize, &Tags, bool)| {
        let (now, before) = (collector.row(extent, row), baselines.get(&(extent, row)));
        if !is_whole && now == before {
            return None;
        }
        let data = match (now, before) {
            (Some(now), Some(before)) => own_data(series.view, &now.since(before)),
            (Some(now), None) => own_data(series.view, now),
            (None, _) => own_data(series.view, &Totals::of_view(series.view)),
        };
        let columns = if row == OVERFLOWED as usize { &[] } else { series.view.tag_keys() };
        let source = Source { exemplars, places: &[(extent, row)], columns };
        let data = data?.with_exemplars(&source, series.start());
        Some(Row { tags: tags.to_vec(), start: series.start(), data })
    };
    rows.iter().filter_map(read).collect()
}

/// What a view with cells of its own shows.
fn own_data(view: &View, totals: &Totals) -> Option<Data> {
    let number = |whole: i64, float: f64| match view.measure().kind() {
        Kind::I64 => Number::I64(whole),
        Kind::F64 => Number::F64(float),
    };
    Some(match view.aggregation() {
        Aggregation::Count => Data::Count(totals.count()),
        Aggregation::Sum => Data::Sum(number(totals.whole_sum(), totals.sum())),
        Aggregation::LastValue => {
            let bits = totals.last()?;
            Data::LastValue(number(bits as i64, f64::from_bits(bits)))
        }
        Aggregation::Distribution(_) => {
            Data::Distribution(distribution(totals.spread(view)?, None))
        }
    })
}

/// What the parts of functions that give one name show together.
fn parts(sources: &[(Part, u32)], layout: &[Extent], collector: &Collector) -> Option<Data> {
    let read = sources.iter().filter_map(|&(part, extent)| {
        let Extent::Function(function) = layout.get(extent as usize)? else { return None };
        Some((*function, part, collector.totals(extent)?))
    });
    together(&read.collect::<Vec<_>>())
}

/// What parts of functions show together.
pub(super) fn together(read: &[(&Function, Part, &Totals)]) -> Option<Data> {
    Some(match read.first()?.1 {
        Part::InFlight => {
            // Begun on one thread and ended on another, calls may be read as less than none.
            let calls: i64 = read.iter().map(|(_, _, totals)| totals.in_flight()).sum();
            Data::LastValue(Number::I64(calls.max(0)))
        }
        Part::Latency => {
            let unit = read.first()?.0.asked.latency?.unit;
            let times = read.iter().filter_map(|(function, _, totals)| totals.time(function));
            let time = times.reduce(|mut one, other| {
                one.merge(&other);
                one
            });
            Data::Distribution(distribution(time?, Some(unit)))
        }
        Part::Count | Part::Errors => Data::Count(
            read.iter().map(|(function, part, totals)| totals.calls(function, *part)).sum(),
        ),
    })
}

/// Makes a distribution; of nanoseconds, in a unit of time.
fn distribution(spread: Spread, unit: Option<TimeUnit>) -> Distribution {
    let count = spread.count();
    let scale = unit.map_or(1.0, |unit| unit.nanoseconds() as f64);
    let (sum, deviation) = match spread.moments {
        Moments::Whole { sum, squares } => {
            let scaled = || Number::F64((Exact::from(sum) / scale).value());
            let whole = unit.is_none().then_some(sum).and_then(|sum| i64::try_from(sum).ok());
            (whole.map_or_else(scaled, Number::I64), wide::squared_deviation(count, sum, squares))
        }
        Moments::Exact { sum, squares } => {
            (Number::F64(sum.value()), sum.squared_deviation(squares, count))
        }
    };
    Distribution {
        sum,
        sum_of_squared_deviation: deviation / scale / scale,
        bucket_counts: spread.buckets,
        at_bound: spread.at_bound,
        exemplars: Vec::new(),
    }
}
