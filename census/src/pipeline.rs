//! The stairwell: the one thread that takes snapshots on an interval, and those that export them.
//!
//! Nothing here runs before [`start()`]; what was recorded before it is in the first snapshot.

mod leaving;
mod mailbox;
mod report;
mod worker;
mod workers;

use std::error::Error;
use std::fmt;
use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::AcqRel, Ordering::Release};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select, tick};

use crate::budget;
use crate::clock;
use crate::export::{ExportError, Exporter};
use crate::model::history::STEP_SECONDS;
use crate::model::{SpanContext, View};
use crate::shard::exemplars::report_every;
use crate::shard::here;
use crate::shard::source::exemplars;
use crate::snapshot::take::snapshot;
use crate::snapshot::views::{Conflicts, check};
pub use report::{Delivery, Report};
use worker::{OnError, Worker};
use workers::Workers;

/// The interval of the exports, unless another is asked for: OpenCensus' default.
const INTERVAL: Duration = Duration::from_secs(60);

/// The shortest interval, as in OpenCensus: below it, a scraper is what one wants.
pub(crate) const INTERVAL_MIN: Duration = Duration::from_secs(1);

/// How long the guard waits for the last export when it is dropped.
const DROP_DEADLINE: Duration = Duration::from_secs(5);

/// Whether there is a pipeline: a second one would export everything twice.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// Begins to set up the exports of this program. A library does not call it: its application does.
///
/// ```
/// use std::time::Duration;
///
/// #[census::measured(count = "doc/start/requests")]
/// fn serve() {}
///
/// let census = census::start().interval(Duration::from_secs(60)).run()?;
/// serve();
/// assert!(census.shutdown(Duration::from_secs(5)).is_ok()); // The last export.
/// # Ok::<(), census::StartError>(())
/// ```
pub fn start() -> Builder {
    Builder {
        interval: INTERVAL,
        exporters: Vec::new(),
        on_error: Arc::new(worker::print),
        exemplars: None,
        disabled: false,
        #[cfg(all(feature = "signals", unix))]
        on_signals: false,
    }
}

/// Where the current span is found.
type Spans = Box<dyn Fn() -> Option<SpanContext> + Send + Sync>;

/// Which exporters there are, and how often they export.
#[must_use = "nothing is exported before `run()`"]
pub struct Builder {
    interval: Duration,
    exporters: Vec<Box<dyn Exporter>>,
    on_error: OnError,
    exemplars: Option<Spans>,
    disabled: bool,
    #[cfg(all(feature = "signals", unix))]
    on_signals: bool,
}

impl Builder {
    /// Exports every so often; by default every 60 seconds, and never more than once a second.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Exports to this one too. Each has a thread of its own: none waits for another.
    pub fn export(mut self, exporter: impl Exporter) -> Self {
        self.exporters.push(Box::new(exporter));
        self
    }

    /// Takes exemplars: single values with the span that they belong to, so that one finds the
    /// trace of a slow call. `source` gives the current span; see
    /// [`census::exemplars`](exemplars()).
    ///
    /// ```
    /// # #[cfg(feature = "opentelemetry")] {
    /// let census = census::start().exemplars(census::SpanContext::current).run()?;
    /// # }
    /// # Ok::<(), census::StartError>(())
    /// ```
    pub fn exemplars(
        mut self,
        source: impl Fn() -> Option<SpanContext> + Send + Sync + 'static,
    ) -> Self {
        self.exemplars = Some(Box::new(source));
        self
    }

    /// Says what to do when an exporter begins to fail; by default it prints a line to the standard
    /// error. It is called with the exporter's name, on its thread, once until it succeeds again.
    pub fn on_error(mut self, act: impl Fn(&str, &ExportError) + Send + Sync + 'static) -> Self {
        self.on_error = Arc::new(act);
        self
    }

    /// Makes the last export when the process gets SIGTERM or SIGINT (Ctrl-C) too; then the signal
    /// does what it would have done. A second one does it at once.
    ///
    /// For programs that do not handle these signals. One that does, to let requests end first,
    /// drops the guard or calls [`shutdown`](Census::shutdown) when they have.
    #[cfg(all(feature = "signals", unix))]
    pub fn on_signals(mut self) -> Self {
        self.on_signals = true;
        self
    }

    /// Nothing is exported, and no thread is started, whatever was or will be asked for.
    pub(crate) fn off(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Checks everything and starts the threads. Keep what it returns: when that is dropped, the
    /// last export is made and the threads end.
    ///
    /// # Errors
    ///
    /// A pipeline runs already, the interval is under a second, a name is declared twice with
    /// different meanings, an exporter cannot export the views or cannot begin, a thread cannot be
    /// started.
    ///
    /// # After a `fork`
    ///
    /// The child has none of the threads and exports nothing: a program that forks to become a
    /// daemon runs this afterwards.
    pub fn run(self) -> Result<Census, StartError> {
        if self.interval < INTERVAL_MIN {
            return Err(StartError::Interval(self.interval));
        }
        check().map_err(StartError::Conflicts)?;
        if RUNNING.swap(true, AcqRel) {
            return Err(StartError::Running);
        }
        let running = Running;
        if self.disabled {
            let workers = Workers::new(Vec::new());
            return Ok(Census { stop: None, collector: None, workers, _running: running });
        }
        report_every(self.interval);
        if let Some(source) = self.exemplars {
            exemplars(source);
        }
        let views: Vec<&'static View> = snapshot().views().iter().map(|data| data.view()).collect();
        let mut workers = Vec::with_capacity(self.exporters.len());
        for exporter in &self.exporters {
            let refused = |error| StartError::Exporter(exporter.name().to_owned(), error);
            exporter.accept(&views).map_err(refused)?;
        }
        for exporter in self.exporters {
            workers.push(Worker::spawn(exporter, Arc::clone(&self.on_error))?);
        }
        let workers = Workers::new(workers);
        let (stop, stopped) = bounded(0);
        let collector = thread::Builder::new().name("census-collector".into()).spawn({
            let (workers, interval) = (workers.clone(), self.interval);
            move || collect(&workers, interval, &stopped)
        });
        let collector = collector.map_err(StartError::Thread)?;
        // It ends by itself, and nobody waits for it: until then latencies are read from `Instant`.
        let calibrator = thread::Builder::new().name("census-clock".into());
        calibrator.spawn(clock::calibrate).map_err(StartError::Thread)?;
        #[cfg(all(feature = "signals", unix))]
        if self.on_signals {
            leaving::watch().map_err(StartError::Thread)?;
        }
        leaving::remember(&workers);
        Ok(Census { stop: Some(stop), collector: Some(collector), workers, _running: running })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.disabled {
            return f.debug_struct("Builder").field("disabled", &true).finish_non_exhaustive();
        }
        let exporters: Vec<&str> = self.exporters.iter().map(|exporter| exporter.name()).collect();
        f.debug_struct("Builder")
            .field("interval", &self.interval)
            .field("exporters", &exporters)
            .finish_non_exhaustive()
    }
}

/// The time between two readings of how objectives stand.
const READING_PAUSE: Duration = Duration::from_secs(STEP_SECONDS);

/// The collector's thread: a snapshot every interval, for all exporters that are free to take it.
fn collect(workers: &Workers, interval: Duration, stopped: &Receiver<()>) {
    here::mute();
    let ticks = tick(interval);
    let readings = tick(READING_PAUSE);
    budget::sample();
    loop {
        select! {
            recv(ticks) -> _ => {
                clock::watch();
                workers.offer(after(interval));
            }
            recv(readings) -> _ => budget::sample(),
            recv(stopped) -> _ => return,
        }
    }
}

/// Now and so much; where no clock counts that far, a time that nobody lives to see.
fn after(patience: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    let now = Instant::now();
    now.checked_add(patience).unwrap_or(now + CENTURY)
}

/// The running exports. When it is dropped, the last one is made; and also when the process ends by
/// [`std::process::exit`], which drops nothing.
#[derive(Debug)]
#[must_use = "the exports end when this is dropped: bind it to a name, `let _census = …`"]
pub struct Census {
    stop: Option<Sender<()>>,
    collector: Option<JoinHandle<()>>,
    workers: Workers,
    _running: Running,
}

impl Census {
    /// Exports now, to every exporter, and waits for them no longer than `patience`.
    ///
    /// Every record that happened before the call is in the export.
    pub fn flush(&self, patience: Duration) -> Report {
        if leaving::is_forked() {
            return self.workers.late();
        }
        self.workers.flush(after(patience))
    }

    /// Makes the last export, ends the exporters and the threads, and waits for them no longer than
    /// `patience`. An exporter that hangs is left behind.
    pub fn shutdown(mut self, patience: Duration) -> Report {
        self.end(patience)
    }

    fn end(&mut self, patience: Duration) -> Report {
        if leaving::is_forked() {
            // Its threads are not here, and nothing of theirs may be waited for or locked.
            mem::forget((self.stop.take(), self.collector.take(), self.workers.clone()));
            return self.workers.late();
        }
        drop(self.stop.take());
        let deadline = after(patience);
        if let Some(collector) = self.collector.take() {
            // It takes no lock that an exporter holds, so it is here at once.
            let _ = collector.join();
        }
        let report = self.workers.end(deadline);
        leaving::forget();
        report
    }
}

impl Drop for Census {
    fn drop(&mut self) {
        if self.stop.is_some() {
            let _ = self.end(DROP_DEADLINE);
        }
    }
}

/// There is a pipeline as long as this.
#[derive(Debug)]
struct Running;

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.store(false, Release);
    }
}

/// Why the exports could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// They run already.
    Running,
    /// The interval is under a second.
    Interval(Duration),
    /// Names are declared twice with different meanings.
    Conflicts(Conflicts),
    /// This exporter cannot export the views, or cannot begin.
    Exporter(String, ExportError),
    /// A thread could not be started.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Running => f.write_str(
                "census runs already: keep what `run()` returned, and shut it down first",
            ),
            StartError::Interval(interval) => {
                write!(
                    f,
                    "the interval `{interval:?}` is under a second; to read more often, scrape"
                )
            }
            StartError::Conflicts(conflicts) => conflicts.fmt(f),
            StartError::Exporter(name, error) => {
                write!(f, "exporter `{name}` cannot start: {error}")
            }
            StartError::Thread(error) => write!(f, "a thread cannot be started: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StartError::Running | StartError::Interval(_) => None,
            StartError::Conflicts(conflicts) => Some(conflicts),
            StartError::Exporter(_, error) => Some(error),
            StartError::Thread(error) => Some(error),
        }
    }
}
