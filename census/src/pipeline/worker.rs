//! One exporter's thread: it tries, tries again, survives panics, and delays nobody.

use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, SendTimeoutError, Sender, bounded};

use crate::export::{ExportError, Exporter};
use crate::own;
use crate::pipeline::{Delivery, StartError};
use crate::shard::here;
use crate::snapshot::Snapshot;

/// The pause before the second try; it doubles with each further one.
const PAUSE_FIRST: Duration = Duration::from_millis(100);

/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(5);

pub(super) type OnError = Arc<dyn Fn(&str, &ExportError) + Send + Sync>;

/// What happens to an error that nobody asked for.
pub(super) fn print(exporter: &str, error: &ExportError) {
    eprintln!("census: export to `{exporter}` failed: {error}; the next one carries all counts");
}

/// The way to an exporter's thread.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) name: String,
    /// One place: what does not fit is not sent, since the next snapshot carries everything.
    jobs: Sender<Job>,
    /// Ends a pause between two tries.
    hurry: Sender<()>,
}

enum Job {
    Export { snapshot: Arc<Snapshot>, deadline: Instant, reply: Sender<Delivery> },
    End { deadline: Instant, reply: Sender<Delivery> },
}

/// The answer to a job, once it is there.
pub(super) struct Reply(Option<Receiver<Delivery>>);

impl Reply {
    pub(super) fn wait(self, deadline: Instant) -> Delivery {
        let delivery = self.0.and_then(|reply| reply.recv_deadline(deadline).ok());
        delivery.unwrap_or(Delivery::Late)
    }
}

impl Worker {
    /// Lets the exporter begin, and starts its thread.
    pub(super) fn spawn(
        mut exporter: Box<dyn Exporter>,
        on_error: OnError,
    ) -> Result<Self, StartError> {
        let name = exporter.name().to_owned();
        exporter.begin().map_err(|error| StartError::Exporter(name.clone(), error))?;
        let (jobs, queue) = bounded(1);
        let (hurry, hurried) = bounded(1);
        let thread = thread::Builder::new().name(format!("census-{name}"));
        let mut work =
            Work { name: name.clone(), exporter, on_error, hurried, failing: false, latest: None };
        thread.spawn(move || work.run(&queue)).map_err(StartError::Thread)?;
        Ok(Worker { name, jobs, hurry })
    }

    /// Sends a snapshot if the exporter is free to take it.
    pub(super) fn offer(&self, snapshot: &Arc<Snapshot>, deadline: Instant) {
        let (reply, _) = bounded(1);
        let job = Job::Export { snapshot: Arc::clone(snapshot), deadline, reply };
        if self.jobs.try_send(job).is_err() {
            own::exported(&self.name, "skipped");
        }
    }

    /// Sends a snapshot, and waits for a place until the deadline.
    pub(super) fn send(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> Reply {
        self.put(deadline, |reply| Job::Export { snapshot: Arc::clone(snapshot), deadline, reply })
    }

    /// Ends the exporter and its thread.
    pub(super) fn end(&self, deadline: Instant) -> Reply {
        self.put(deadline, |reply| Job::End { deadline, reply })
    }

    fn put(&self, deadline: Instant, job: impl FnOnce(Sender<Delivery>) -> Job) -> Reply {
        let _ = self.hurry.try_send(());
        let (reply, answer) = bounded(1);
        match self.jobs.send_deadline(job(reply), deadline) {
            Ok(()) => Reply(Some(answer)),
            Err(SendTimeoutError::Timeout(_) | SendTimeoutError::Disconnected(_)) => Reply(None),
        }
    }
}

/// What an exporter's thread has.
struct Work {
    name: String,
    exporter: Box<dyn Exporter>,
    on_error: OnError,
    hurried: Receiver<()>,
    /// Whether the last export failed: it is said once.
    failing: bool,
    /// The time of the newest snapshot that arrived: an older one is never sent after it.
    latest: Option<SystemTime>,
}

impl Work {
    fn run(&mut self, queue: &Receiver<Job>) {
        here::mute();
        for job in queue {
            // A hurry that was meant for an earlier job is over.
            let _ = self.hurried.try_recv();
            match job {
                Job::Export { snapshot, deadline, reply } => {
                    let delivery = self.export(&snapshot, deadline);
                    let _ = reply.try_send(delivery);
                }
                Job::End { deadline, reply } => {
                    let end = AssertUnwindSafe(|| self.exporter.shutdown(deadline));
                    let _ = catch_unwind(end);
                    let _ = reply.try_send(Delivery::Done);
                    return;
                }
            }
        }
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Delivery {
        if self.latest.is_some_and(|latest| snapshot.time() < latest) {
            return Delivery::Done;
        }
        match self.try_until(snapshot, deadline) {
            Ok(()) => {
                self.latest = Some(snapshot.time());
                self.failing = false;
                own::exported(&self.name, "ok");
                Delivery::Done
            }
            Err((result, error)) => {
                own::exported(&self.name, result);
                if !std::mem::replace(&mut self.failing, true) {
                    // The user's code: it may panic as the exporter may.
                    let _ = catch_unwind(AssertUnwindSafe(|| (self.on_error)(&self.name, &error)));
                }
                Delivery::Failed(error)
            }
        }
    }

    fn try_until(
        &mut self,
        snapshot: &Snapshot,
        deadline: Instant,
    ) -> Result<(), (&'static str, ExportError)> {
        let mut pause = PAUSE_FIRST;
        loop {
            let export = AssertUnwindSafe(|| self.exporter.export(snapshot, deadline));
            let error = match catch_unwind(export) {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => error,
                Err(panic) => return Err(("panic", panicked(panic.as_ref()))),
            };
            let Some(least) = error.retry() else { return Err(("error", error)) };
            let wait = least.max(jittered(pause));
            let in_time = Instant::now() + wait < deadline;
            if !in_time || self.hurried.recv_timeout(wait).is_ok() {
                return Err(("error", error));
            }
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> ExportError {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    ExportError::new(format!("the exporter panicked: {}", said.unwrap_or("it did not say why")))
}

/// Between half of a pause and all of it, so that programs that failed together do not come back
/// together.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(Instant::now()) % 1024;
    pause / 2 + pause / 2 * random as u32 / 1024
}
