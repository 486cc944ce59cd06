//! Prints what there is as a table, for the person before the terminal.

mod cells;
mod grid;
mod number;

use std::fmt;
use std::io::{self, Write};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::export::{ExportError, Exporter};
use crate::snapshot::{Data, Row, Snapshot, ViewData};
use cells::total;
use grid::Grid;

/// Rows of a view that are printed before the rest are only counted: a screen has room for some.
const ROWS_MAX: usize = 10;

/// An exporter that prints a table to the terminal, or to any writer.
///
/// Count, failures and latency of one service make a line of indicators. What else there is stands
/// below; the library's own views only when they have something to say. Rates are of the time since
/// the table before, everything else since the start. `value` is a sum, a last value or a mean.
///
/// ```
/// use census::Snapshot;
/// use census::export::{Exporter, Table};
/// use std::time::{Instant, SystemTime};
///
/// let table = Table::stdout();
/// let mut table = table.sli("checkout", "shop/requests", "shop/failures", "shop/latency");
/// table.export(&Snapshot::new(SystemTime::now(), vec![]), Instant::now())?;
/// # Ok::<(), census::export::ExportError>(())
/// ```
///
/// ```text
/// 12:34:56 UTC
///
/// service     calls  per second  failures  availability      p50      p99
/// checkout  123,456       611.4    12,340      90.004 %  4.20 ms  9.81 ms
///
/// view                        count  per second  value   p50   p99
/// shop/cart/items region=eu  11,003        54.9   3.12  2.10  17.4
/// ```
pub struct Table {
    out: Box<dyn Write + Send>,
    services: Vec<Service>,
    before: Option<Snapshot>,
}

/// The views that tell how a service does.
#[derive(Debug)]
struct Service {
    name: String,
    count: String,
    errors: String,
    latency: String,
}

impl Table {
    /// Prints to a writer, each table at once.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Table { out: Box::new(out), services: Vec::new(), before: None }
    }

    /// Prints to the standard output.
    pub fn stdout() -> Self {
        Table::new(io::stdout())
    }

    /// Prints to the standard error.
    pub fn stderr() -> Self {
        Table::new(io::stderr())
    }

    /// Makes one line of the views of a service: its calls, those of them that failed, and their
    /// latency. The rows of each are put together; a view that is not there leaves its cells empty.
    pub fn sli(
        mut self,
        name: impl Into<String>,
        count: impl Into<String>,
        errors: impl Into<String>,
        latency: impl Into<String>,
    ) -> Self {
        let (name, count) = (name.into(), count.into());
        self.services.push(Service { name, count, errors: errors.into(), latency: latency.into() });
        self
    }

    fn page(&self, snapshot: &Snapshot) -> String {
        let services = self.services(snapshot);
        let views = self.views(snapshot);
        let grids = [services, views].map(|grid| grid.to_string());
        let parts = [clock(snapshot.time())].into_iter().chain(grids);
        let mut page = String::new();
        for part in parts.filter(|part| !part.is_empty()) {
            page.push_str(&part);
            page.push('\n');
        }
        page
    }

    fn services(&self, snapshot: &Snapshot) -> Grid {
        let mut grid =
            Grid::new(["service", "calls", "per second", "failures", "availability", "p50", "p99"]);
        for service in &self.services {
            let calls = snapshot.view(&service.count);
            let failures = snapshot.view(&service.errors).map(ViewData::count);
            let rows = calls.map_or(&[][..], ViewData::rows);
            let rates = rows.iter().map(|row| self.rate(snapshot, &service.count, row));
            let rate = rates.fold(0.0, |sum, rate| sum + rate); // No rows make 0, not `-0`.
            let calls = calls.map(ViewData::count);
            let [p50, p99] = snapshot
                .view(&service.latency)
                .map_or_else(Default::default, cells::quantiles_of_all);
            grid.push([
                service.name.clone(),
                calls.map_or_else(String::new, number::whole),
                calls.map_or_else(String::new, |_| number::rate(rate)),
                failures.map_or_else(String::new, number::whole),
                calls.zip(failures).map_or_else(String::new, |(c, f)| number::availability(c, f)),
                p50,
                p99,
            ]);
        }
        grid
    }

    fn views(&self, snapshot: &Snapshot) -> Grid {
        let mut grid = Grid::new(["view", "count", "per second", "value", "p50", "p99"]);
        for data in snapshot.views().iter().filter(|data| self.is_shown(data)) {
            let name = data.view().name();
            for row in data.rows().iter().take(ROWS_MAX) {
                let [count, value, p50, p99] = cells::of_row(data, row);
                let rate = match row.data {
                    Data::LastValue(_) => String::new(),
                    _ => number::rate(self.rate(snapshot, name, row)),
                };
                grid.push([cells::said(data, row), count, rate, value, p50, p99]);
            }
            if let Some(more @ 1..) = data.rows().len().checked_sub(ROWS_MAX) {
                let (name, more) = (name.to_owned(), number::whole(more as u64));
                grid.push([format!("{name} … {more} more rows")]);
            }
        }
        grid
    }

    fn is_shown(&self, data: &ViewData) -> bool {
        let name = data.view().name();
        let told = |it: &Service| [&it.count, &it.errors, &it.latency].iter().any(|it| *it == name);
        let silent = |row: &Row| total(&row.data) == 0.0;
        let idle = name.starts_with("census/") && data.rows().iter().all(silent);
        !idle && !self.services.iter().any(told)
    }

    /// How much was added a second, since the table before; in the first, since the row's start.
    fn rate(&self, snapshot: &Snapshot, view: &str, row: &Row) -> f64 {
        let (since, before) = match &self.before {
            None => (row.start, 0.0),
            Some(before) => {
                let rows = before.view(view).map_or(&[][..], ViewData::rows);
                let at = rows.binary_search_by(|other| other.tags.cmp(&row.tags));
                (before.time(), at.map_or(0.0, |at| total(&rows[at].data)))
            }
        };
        let time = snapshot.time().duration_since(since).unwrap_or(Duration::ZERO).as_secs_f64();
        if time > 0.0 { (total(&row.data) - before).max(0.0) / time } else { 0.0 }
    }
}

/// The time of day.
fn clock(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02} UTC\n", seconds % 60)
}

impl Exporter for Table {
    fn name(&self) -> &str {
        "table"
    }

    fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        let page = self.page(snapshot);
        self.before = Some(snapshot.clone());
        let written = self.out.write_all(page.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(|error| ExportError::new("no table was written").caused_by(error))
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("services", &self.services).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
