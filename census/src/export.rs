//! Floor 1: snapshots on their way out.
//!
//! An [`Exporter`] takes a snapshot and sends it somewhere. It runs on a thread of its own, so
//! that one that hangs or panics delays nobody, and what it records itself is not measured.
//!
//! ```
//! use census::export::{ExportError, Exporter};
//! use census::Snapshot;
//! use std::time::Instant;
//!
//! /// Prints every snapshot.
//! struct Print;
//!
//! impl Exporter for Print {
//!     fn name(&self) -> &str {
//!         "print"
//!     }
//!     fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
//!         print!("{snapshot}");
//!         Ok(())
//!     }
//! }
//! ```

#[cfg(feature = "cloud-monitoring")]
mod cloud_monitoring;
#[cfg(any(feature = "prometheus", feature = "otlp"))]
mod gzip;
#[cfg(feature = "http")]
#[allow(dead_code)] // What one exporter has no use for, another has.
mod http;
#[cfg(feature = "json-lines")]
mod json_lines;
mod memory;
#[cfg(feature = "otlp")]
pub mod otlp;
#[cfg(feature = "prometheus")]
pub mod prometheus;
#[cfg(feature = "pushgateway")]
mod pushgateway;
#[cfg(feature = "http")]
mod resource;
mod table;

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

#[cfg(feature = "cloud-monitoring")]
pub use cloud_monitoring::{CloudMonitoring, Credentials, MonitoredResource};
#[cfg(feature = "json-lines")]
pub use json_lines::JsonLines;
pub use memory::{Memory, SNAPSHOTS_KEPT};
#[cfg(feature = "otlp")]
pub use otlp::Otlp;
#[cfg(feature = "prometheus")]
pub use prometheus::Prometheus;
#[cfg(feature = "pushgateway")]
pub use pushgateway::Pushgateway;
#[cfg(feature = "http")]
pub use resource::Resource;
pub use table::Table;

use crate::model::View;
use crate::snapshot::Snapshot;

/// Something that sends snapshots somewhere.
pub trait Exporter: Send + 'static {
    /// A short name, for threads, messages and `census/exports{exporter}`.
    fn name(&self) -> &str;

    /// Says whether it could export these views together; called at `start()` with all of them.
    ///
    /// # Errors
    ///
    /// What the user has to change: two names that collide in the backend's spelling, say.
    fn accept(&self, views: &[&'static View]) -> Result<(), ExportError> {
        let _ = views;
        Ok(())
    }

    /// Begins to serve, if it is one that is asked rather than one that sends; called once, when
    /// the pipeline runs, before the first export.
    ///
    /// # Errors
    ///
    /// Why it cannot; `run()` then fails with it.
    fn begin(&mut self) -> Result<(), ExportError> {
        Ok(())
    }

    /// The time between two exports that its backend wants at least: one on the interval that
    /// comes sooner is passed over. A flush is not, and nor is the last export.
    fn spacing(&self) -> Duration {
        Duration::ZERO
    }

    /// Sends one snapshot, and is back by the deadline.
    ///
    /// The data are cumulative: a snapshot that was not sent costs no count, the next carries all.
    /// The pipeline calls again, with backoff, while the error is [retryable](ExportError::retry)
    /// and the deadline has not passed; an exporter need not retry by itself.
    ///
    /// # Errors
    ///
    /// Why it could not be sent.
    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError>;

    /// Ends, after the last export, and is back by the deadline.
    fn shutdown(&mut self, deadline: Instant) {
        let _ = deadline;
    }
}

/// One that is chosen while the program runs.
impl Exporter for Box<dyn Exporter> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn accept(&self, views: &[&'static View]) -> Result<(), ExportError> {
        (**self).accept(views)
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        (**self).begin()
    }

    fn spacing(&self) -> Duration {
        (**self).spacing()
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        (**self).export(snapshot, deadline)
    }

    fn shutdown(&mut self, deadline: Instant) {
        (**self).shutdown(deadline);
    }
}

/// Why a snapshot could not be exported, in a line.
#[derive(Debug)]
pub struct ExportError {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    retry: Option<Duration>,
    /// Whether nothing is wrong but the time.
    early: bool,
}

impl ExportError {
    /// An error that another try would not mend.
    pub fn new(message: impl Into<String>) -> Self {
        ExportError { message: message.into(), source: None, retry: None, early: false }
    }

    /// Says that another try may succeed, no sooner than after `pause`; zero leaves the pause to
    /// the pipeline.
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry = Some(pause);
        self
    }

    /// Says that nothing is wrong: the backend takes a snapshot again after `pause`. The pipeline
    /// waits, where an exporter that slept would keep a later snapshot, and the last, from going.
    #[cfg_attr(not(feature = "cloud-monitoring"), allow(dead_code))]
    pub(crate) fn early(mut self, pause: Duration) -> Self {
        self.early = true;
        self.retry_after(pause)
    }

    /// Whether nothing is wrong but the time.
    pub(crate) fn is_early(&self) -> bool {
        self.early
    }

    /// Keeps what it came from.
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The least pause before another try; `None` where it would not help.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl Error for ExportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
