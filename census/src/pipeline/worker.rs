//! One exporter's thread: it tries, tries again, survives panics, and delays nobody.

use std::any::Any;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::export::{ExportError, Exporter};
use crate::own;
use crate::pipeline::mailbox::{Job, Mailbox, Reply};
use crate::pipeline::{Delivery, StartError};
use crate::shard::here;
use crate::snapshot::Snapshot;
use crate::sync::lock;

/// The pause before the second try; it doubles with each further one.
const PAUSE_FIRST: Duration = Duration::from_millis(100);

/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Time for an exporter to end that nobody waits for.
const END_TIME_MAX: Duration = Duration::from_secs(1);

pub(super) type OnError = Arc<dyn Fn(&str, &ExportError) + Send + Sync>;

/// What happens to an error that nobody asked for.
pub(super) fn print(exporter: &str, error: &ExportError) {
    eprintln!("census: export to `{exporter}` failed: {error}; the next one carries all counts");
}

/// The way to an exporter's thread.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) name: String,
    mailbox: Arc<Mailbox>,
    /// The time between two exports at least, but for those that are asked for.
    spacing: Duration,
    /// When the latest was sent.
    sent: Mutex<Option<Instant>>,
}

impl Worker {
    /// Lets the exporter begin, and starts its thread.
    pub(super) fn spawn(
        mut exporter: Box<dyn Exporter>,
        on_error: OnError,
    ) -> Result<Self, StartError> {
        let name = exporter.name().to_owned();
        exporter.begin().map_err(|error| StartError::Exporter(name.clone(), error))?;
        let spacing = exporter.spacing();
        let mailbox = Arc::new(Mailbox::default());
        let mut work = Work {
            name: name.clone(),
            exporter,
            on_error,
            mailbox: Arc::clone(&mailbox),
            failing: false,
            latest: None,
        };
        // A thread's name must not have a NUL; the exporter's is the user's.
        let thread = thread::Builder::new().name(format!("census-{}", name.replace('\0', "")));
        thread.spawn(move || work.run()).map_err(StartError::Thread)?;
        Ok(Worker { name, mailbox, spacing, sent: Mutex::new(None) })
    }

    /// Sends a snapshot that nobody waits for.
    pub(super) fn offer(&self, snapshot: &Arc<Snapshot>, deadline: Instant) {
        let now = Instant::now();
        let mut sent = lock(&self.sent);
        // A tick is late or early by a little.
        let spacing = self.spacing - self.spacing / 16;
        if sent.is_some_and(|sent| now.saturating_duration_since(sent) < spacing) {
            return; // The next carries everything.
        }
        *sent = Some(now);
        drop(sent);
        if self.mailbox.put(snapshot, deadline) {
            own::exported(&self.name, "skipped");
        }
    }

    /// Sends a snapshot, and tells what becomes of it.
    pub(super) fn send(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> Reply {
        *lock(&self.sent) = Some(Instant::now());
        self.mailbox.send(snapshot, deadline)
    }

    /// Ends the exporter and its thread.
    pub(super) fn end(&self, deadline: Instant) -> Reply {
        self.mailbox.end(deadline)
    }
}

impl Drop for Worker {
    /// Where the exports could not start because of another exporter, this one ends too.
    fn drop(&mut self) {
        drop(self.mailbox.end(Instant::now() + END_TIME_MAX));
    }
}

/// What an exporter's thread has.
struct Work {
    name: String,
    exporter: Box<dyn Exporter>,
    on_error: OnError,
    mailbox: Arc<Mailbox>,
    /// Whether the last export failed: it is said once.
    failing: bool,
    /// The time of the newest snapshot that arrived: an older one is never sent after it.
    latest: Option<SystemTime>,
}

impl Work {
    fn run(&mut self) {
        here::mute();
        loop {
            match self.mailbox.next() {
                Job::Export(parcel) => match self.export(&parcel.snapshot, parcel.deadline) {
                    Ok(()) => parcel.answer(|| Delivery::Done),
                    Err(error) => parcel.answer(|| Delivery::Failed(Arc::clone(&error))),
                },
                Job::End(deadline, reply) => {
                    let end = AssertUnwindSafe(|| self.exporter.shutdown(deadline));
                    let _ = catch_unwind(end);
                    let _ = reply.try_send(Delivery::Done);
                    return;
                }
            }
        }
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), Arc<ExportError>> {
        if self.latest.is_some_and(|latest| snapshot.time() < latest) {
            return Ok(());
        }
        match self.try_until(snapshot, deadline) {
            Ok(()) => {
                self.latest = Some(snapshot.time());
                self.failing = false;
                own::exported(&self.name, "ok");
                Ok(())
            }
            Err((result, error)) => {
                own::exported(&self.name, result);
                if !std::mem::replace(&mut self.failing, true) {
                    // The user's code: it may panic as the exporter may.
                    let _ = catch_unwind(AssertUnwindSafe(|| (self.on_error)(&self.name, &error)));
                }
                Err(Arc::new(error))
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
            // An exporter may ask for a pause that no clock counts to.
            let again = Instant::now().checked_add(wait);
            let in_time = again.is_some_and(|again| again < deadline);
            if !in_time || self.mailbox.is_hurried(wait) {
                return Err(("error", error));
            }
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> ExportError {
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// Tells of its exports, which it wants so far apart.
    struct Spaced(Duration, Sender<()>);

    impl Exporter for Spaced {
        fn name(&self) -> &str {
            "spaced"
        }
        fn spacing(&self) -> Duration {
            self.0
        }
        fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
            self.1.send(()).map_err(|_| ExportError::new("nobody listens"))
        }
    }

    #[test]
    fn an_export_that_nobody_asked_for_keeps_its_distance() {
        const LONG: Duration = Duration::from_secs(60);
        for (spacing, exports) in [(LONG * 60, 1), (Duration::ZERO, 2)] {
            let (sender, made) = channel();
            let worker = Worker::spawn(Box::new(Spaced(spacing, sender)), Arc::new(print));
            let worker = worker.expect("a thread");
            let deadline = Instant::now() + LONG;
            let snapshot = || Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
            assert!(matches!(worker.send(&snapshot(), deadline).wait(deadline), Delivery::Done));
            worker.offer(&snapshot(), deadline);
            assert!(matches!(worker.end(deadline).wait(deadline), Delivery::Done));
            assert_eq!(made.try_iter().count(), exports);
        }
    }
}
