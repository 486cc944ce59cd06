//! The two SLIs, read off a snapshot: how many calls failed, and how long they took.

use std::fmt;
use std::time::Instant;

use census::export::{ExportError, Exporter};
use census::{Aggregation, Data, Snapshot};

/// What stands above a row.
pub const HEAD: &str = "   calls  failures  latencies  availability       p50       p99";

/// The SLIs since the start. It prints as a row of the table.
#[derive(Debug)]
pub struct Sli {
    /// How many calls there were.
    pub calls: u64,
    /// How many of them failed.
    pub failures: u64,
    /// How many of them were timed.
    pub latencies: u64,
    /// The time in seconds that half of them stayed below; `None` where there were none.
    pub p50: Option<f64>,
    /// The time in seconds that 99 of 100 stayed below.
    pub p99: Option<f64>,
}

impl Sli {
    /// Reads them off the views that the attribute of `checkout` declares.
    pub fn read(snapshot: &Snapshot) -> Self {
        let count = |name| snapshot.view(name).map_or(0, |view| view.count());
        Sli {
            calls: count("shop/checkout/requests"),
            failures: count("shop/checkout/failures"),
            latencies: count("shop/checkout/latency"),
            p50: latency(snapshot, 0.50),
            p99: latency(snapshot, 0.99),
        }
    }

    /// The share of the calls that did not fail.
    pub fn availability(&self) -> f64 {
        1.0 - self.failures as f64 / self.calls.max(1) as f64
    }

    /// Whether the other counted the same calls.
    pub fn calls_equal(&self, other: &Sli) -> bool {
        (self.calls, self.failures, self.latencies)
            == (other.calls, other.failures, other.latencies)
    }
}

/// Reads a quantile off the buckets, as PromQL's `histogram_quantile` does.
fn latency(snapshot: &Snapshot, share: f64) -> Option<f64> {
    let view = snapshot.view("shop/checkout/latency")?;
    let Aggregation::Distribution(bounds) = view.view().aggregation() else { return None };
    let Data::Distribution(latencies) = &view.rows().first()?.data else { return None };
    latencies.quantile(share, &bounds.iter().collect::<Vec<_>>())
}

impl fmt::Display for Sli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sli { calls, failures, latencies, .. } = self;
        let availability = self.availability() * 100.0;
        write!(f, "{calls:8}  {failures:8}  {latencies:9}  {availability:10.2} %")?;
        for quantile in [self.p50, self.p99] {
            match quantile {
                Some(seconds) => write!(f, "  {:5.1} ms", seconds * 1000.0)?,
                None => write!(f, "         -")?,
            }
        }
        Ok(())
    }
}

/// An exporter that adds a row to a table in the terminal at each interval.
pub struct Live;

impl Live {
    /// Begins the table.
    pub fn new() -> Self {
        println!("{HEAD}");
        Live
    }
}

impl Exporter for Live {
    fn name(&self) -> &str {
        "live"
    }

    fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        println!("{}", Sli::read(snapshot));
        Ok(())
    }
}
