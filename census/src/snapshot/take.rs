//! How a snapshot is taken: the collector's totals, read as views see them.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use crate::clock;
use crate::collector::{Collector, Moments, Spread, Totals};
use crate::model::closed::ClosedRows;
use crate::model::exact::Exact;
use crate::model::function::{Function, Part};
use crate::model::rows::{self, Live, OVERFLOWED, Rows, Tags};
use crate::model::wide;
use crate::model::{Aggregation, Kind, Number, TimeUnit, View};
use crate::registry::{Extent, Layout, REGISTRY, Series, Sources};
use crate::shard::exemplars::Reading;
use crate::shard::here::{self, POOL};
use crate::shard::lease::Pool;
use crate::slo::events;
use crate::snapshot::attach::Source;
use crate::snapshot::calls::{is_tagged, of_calls};
use crate::snapshot::expiry::Watch;
use crate::snapshot::views::{self, Baselines};
use crate::snapshot::{Data, Distribution, Row, Snapshot, ViewData, own, slo_events};
use crate::switch::OFF;
use crate::sync::lock;

/// The shortest interval that Cloud Monitoring takes.
const INTERVAL_MIN: Duration = Duration::from_millis(1);

/// The least time between two snapshots: what every system's clock can tell apart.
const STEP: Duration = Duration::from_micros(1);

/// Locked while one reads: so that of any two snapshots the one with the later time has in no
/// series less, and that no row's place becomes another's while it is read.
static READER: Mutex<Reader> =
    Mutex::new(Reader { latest: SystemTime::UNIX_EPOCH, number: 0, watch: Watch::new() });

/// What is known from one snapshot to the next.
struct Reader {
    /// The time of the latest.
    latest: SystemTime,
    /// How many there were.
    number: u64,
    watch: Watch,
}

/// What a snapshot of the whole process does beside reading: rows go that are due after this time,
/// and exemplars are shown for the first time by the snapshot of this number.
struct Turn<'a> {
    watch: &'a mut Watch,
    after: SystemTime,
    number: u64,
}

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
        let mut reader = lock(&READER);
        let Reader { latest, number, watch } = &mut *reader;
        let after = *latest + STEP;
        *number += 1;
        let turn = Turn { watch, after, number: *number };
        let (time, mut views) = take(&POOL, |_| true, Some(turn));
        if !OFF {
            views.extend(own::views(REGISTRY.began()));
        }
        *latest = time.max(after);
        Snapshot { number: *number, ..Snapshot::new(*latest, views) }
    })
}

/// Does something while nobody reads; it is told the time of the latest snapshot.
pub(super) fn alone<R>(act: impl FnOnce(SystemTime) -> R) -> R {
    here::quietly(|| {
        let reader = lock(&READER);
        act(reader.latest)
    })
}

/// Takes a snapshot of what was recorded in one pool: a test scope's.
pub(crate) fn snapshot_of(pool: &Pool) -> Snapshot {
    let (time, views) = alone(|_| take(pool, |_| true, None));
    Snapshot::new(time, views)
}

/// Reads one view, of the library itself too.
pub(crate) fn read(name: &str) -> Option<ViewData> {
    let read = || take(&POOL, |known| known == name, None).1.pop();
    let own = || own::views(REGISTRY.began()).into_iter().find(|data| data.view().name() == name);
    alone(|_| read().or_else(|| if OFF { None } else { own() }))
}

/// Reads the views of the wanted names.
fn take(
    pool: &Pool,
    wanted: impl Fn(&str) -> bool,
    turn: Option<Turn<'_>>,
) -> (SystemTime, Vec<ViewData>) {
    let (layout, series, mut baselines) = views::layout();
    if !std::ptr::eq(pool, &POOL) {
        baselines.clear(); // They were read from the process's cells, not from a scope's.
    }
    // After the layout: whoever recorded before has registered before.
    let collector = Collector::merge(&pool.shards(), &layout);
    let snapshot = turn.as_ref().map_or(0, |turn| turn.number);
    let exemplars = Reading { exemplars: pool.exemplars(), snapshot };
    let mut watch = turn.map(|turn| (turn.watch, clock::wall().max(turn.after)));
    let mut views = Vec::new();
    for series in series.iter().filter(|series| wanted(series.view.name())) {
        let rows = match series.sources {
            Sources::Closed(extent, rows) => {
                of_closed(series, extent as usize, rows, &collector, &baselines, exemplars)
            }
            Sources::Rows(rows) => {
                let live = live(series, rows, &collector, &mut watch);
                of_rows(series, rows, &live, &collector, &baselines, exemplars)
            }
            _ => rows(series, &layout, &collector, &baselines, exemplars),
        };
        views.push(ViewData::new(series.view, rows));
    }
    // After the exemplars: none of them is of a later time.
    let end = clock::wall();
    if wanted(events::NAME) {
        views.extend(slo_events::view(&layout, &collector, REGISTRY.began()));
    }
    let starts = views.iter().flat_map(|data| data.rows()).map(|row| row.start);
    let latest_start = series.iter().map(|series| series.start()).chain(starts).max();
    let time = latest_start.map_or(end, |start| end.max(start + INTERVAL_MIN));
    (time, views)
}

/// What a view without columns shows; nothing for a last value that there is none of yet.
fn rows(
    series: &Series,
    layout: &Layout,
    collector: &Collector,
    baselines: &Baselines,
    exemplars: Reading<'_>,
) -> Vec<Row> {
    let data = match &series.sources {
        Sources::Rows(_) | Sources::Closed(..) => None,
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
    rows: &'static Rows,
    live: &[Live],
    collector: &Collector,
    baselines: &Baselines,
    exemplars: Reading<'_>,
) -> Vec<Row> {
    let read = |number, row: &rows::Row| {
        let (extent, at, totals) = totals(rows, number, collector)?;
        let data = match baselines.get(&(extent, at)) {
            Some(before) if totals == before => return None,
            Some(before) => own_data(series.view, &totals.since(before)),
            None => own_data(series.view, totals),
        };
        let start = row.start().max(series.start());
        // The overflow row tells no tags.
        let columns = if number == OVERFLOWED { &[] } else { series.view.tag_keys() };
        let source = Source { exemplars, places: &[(extent, at)], columns };
        Some(Row { tags: row.tags.to_vec(), start, data: data?.with_exemplars(&source, start) })
    };
    match &rows.moving {
        Some(_) => live.iter().filter_map(|live| read(live.number, &live.row)).collect(),
        None => (0..rows.count()).filter_map(|number| read(number, rows.row(number)?)).collect(),
    }
}

/// The rows of a view that can go, after those have gone that are due.
fn live(
    series: &Series,
    rows: &'static Rows,
    collector: &Collector,
    watch: &mut Option<(&mut Watch, SystemTime)>,
) -> Vec<Live> {
    let Some(moving) = &rows.moving else { return Vec::new() };
    // After the totals: of those that are added now there are none.
    let live = moving.all();
    let Some((watch, time)) = watch else { return live };
    let totals = |number| totals(rows, number, collector).map(|(_, _, totals)| totals);
    watch.look(series.view, rows, moving, live, totals, (Instant::now(), *time))
}

/// The extent of a row, its place in there, and what it has; `None` where that is nothing.
fn totals<'a>(
    rows: &Rows,
    number: u32,
    collector: &'a Collector,
) -> Option<(usize, usize, &'a Totals)> {
    let (block, at) = rows.place(number);
    let extent = rows.extent(block)?;
    Some((extent, at, collector.row(extent, at)?))
}

/// The rows of a view whose tags have closed sets: those that have all tags, from the start on, and
/// of the others those that something was recorded in.
fn of_closed(
    series: &Series,
    extent: usize,
    rows: &ClosedRows,
    collector: &Collector,
    baselines: &Baselines,
    exemplars: Reading<'_>,
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
    let number = |whole: i64, float: f64| match view.kind() {
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
fn parts(sources: &[(Part, u32)], layout: &Layout, collector: &Collector) -> Option<Data> {
    let read = sources.iter().filter_map(|&(part, extent)| {
        let Extent::Function(function) = layout.get(extent)? else { return None };
        Some((function, part, collector.totals(extent)?))
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
