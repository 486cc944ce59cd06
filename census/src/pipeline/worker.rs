//! One exporter's thread: it tries, tries again, survives panics, and delays nobody.

use std::any::Any;
use std::cell::Cell;
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
use crate::snapshot::receipt::Receipt;
use crate::sync::lock;

/// The pause before the second try; it doubles with each further one.
const PAUSE_FIRST: Duration = Duration::from_millis(100);

/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Time for an exporter to end that nobody waits for.
const END_TIME_MAX: Duration = Duration::from_secs(1);

thread_local! {
    /// Where the mailbox of the exporter is whose thread this is. It has no destructor: a process
    /// may exit on any thread, whose other storage is gone then.
    static HERE: Cell<usize> = const { Cell::new(0) };
}

/// Where the mailbox of the exporter is whose thread this is; 0 where it is none's.
pub(super) fn mailbox_here() -> usize {
    HERE.get()
}

/// Lets this thread act for another, which waits for it: whom that could not wait for, it cannot.
pub(super) fn stand_in(mailbox: usize) {
    HERE.set(mailbox);
}

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
            number: 0,
            receipt: Receipt::new(),
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

    /// Whether this is the exporter's own thread, which cannot wait for itself.
    pub(super) fn is_here(&self) -> bool {
        HERE.get() == Arc::as_ptr(&self.mailbox).addr()
    }

    /// Sends the last snapshot, and ends the exporter and its thread; tells what becomes of either.
    pub(super) fn send_last(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> [Reply; 2] {
        self.mailbox.send_last(snapshot, deadline)
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
    /// Its number.
    number: u64,
    /// The same for those who wait for all exporters.
    receipt: Receipt,
}

impl Work {
    fn run(&mut self) {
        here::mute();
        HERE.set(Arc::as_ptr(&self.mailbox).addr());
        loop {
            match self.mailbox.next() {
                Job::Export(parcel) => match self.export(&parcel.snapshot, parcel.deadline) {
                    Outcome::Done => parcel.answer(|| Delivery::Done),
                    Outcome::Failed(error) => {
                        parcel.answer(|| Delivery::Failed(Arc::clone(&error)));
                    }
                    Outcome::Overtaken => self.mailbox.give_back(parcel),
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

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Outcome {
        if self.latest.is_some_and(|latest| snapshot.time() < latest) {
            return Outcome::Done;
        }
        // Those that came with an earlier snapshot are of an earlier period.
        let fresh = snapshot.without_exemplars_up_to(self.number);
        let snapshot = fresh.as_ref().unwrap_or(snapshot);
        match self.try_until(snapshot, deadline) {
            Ok(()) => {
                (self.latest, self.number) = (Some(snapshot.time()), snapshot.number());
                self.receipt.sign(snapshot.time());
                self.failing = false;
                own::exported(&self.name, "ok");
                Outcome::Done
            }
            // Nothing is wrong: it waited for its time, and a newer one has come.
            Err(Failure { error, is_overtaken: true, .. }) if error.is_early() => {
                own::exported(&self.name, "skipped");
                Outcome::Overtaken
            }
            Err(Failure { result, error, is_overtaken }) => {
                own::exported(&self.name, result);
                if !std::mem::replace(&mut self.failing, true) {
                    // The user's code: it may panic as the exporter may.
                    let _ = catch_unwind(AssertUnwindSafe(|| (self.on_error)(&self.name, &error)));
                }
                if is_overtaken { Outcome::Overtaken } else { Outcome::Failed(Arc::new(error)) }
            }
        }
    }

    fn try_until(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), Failure> {
        let mut pause = PAUSE_FIRST;
        let mut earlier = None;
        loop {
            let export = AssertUnwindSafe(|| self.exporter.export(snapshot, deadline));
            let error = match catch_unwind(export) {
                Ok(Ok(())) => return Ok(()),
                // What a try says that ran out of time is of the time, not of the backend.
                Ok(Err(error)) if error.retry().is_some() && Instant::now() >= deadline => {
                    earlier.take().unwrap_or(error)
                }
                Ok(Err(error)) => error,
                Err(panic) => return Err(Failure::lasting("panic", panicked(panic.as_ref()))),
            };
            let Some(least) = error.retry() else { return Err(Failure::lasting("error", error)) };
            let wait = if error.is_early() { least } else { least.max(jittered(pause)) };
            // An exporter may ask for a pause that no clock counts to.
            let again = Instant::now().checked_add(wait);
            if again.is_none_or(|again| again >= deadline) {
                return Err(Failure::lasting("error", error));
            }
            if self.mailbox.is_hurried(wait) {
                return Err(Failure { result: "error", error, is_overtaken: true });
            }
            if !error.is_early() {
                pause = (pause * 2).min(PAUSE_MAX);
                earlier = Some(error);
            }
        }
    }
}

/// What became of a parcel.
enum Outcome {
    Done,
    Failed(Arc<ExportError>),
    /// A newer one has come for which somebody waits: it carries this one's counts.
    Overtaken,
}

/// Why a snapshot was not exported, and what that counts as.
struct Failure {
    result: &'static str,
    error: ExportError,
    /// Whether it was not tried to the end, since a newer one has come.
    is_overtaken: bool,
}

impl Failure {
    fn lasting(result: &'static str, error: ExportError) -> Self {
        Failure { result, error, is_overtaken: false }
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
            assert!(matches!(worker.mailbox.end(deadline).wait(deadline), Delivery::Done));
            assert_eq!(made.try_iter().count(), exports);
        }
    }

    /// Wants to wait where there is time for it, and tells of every try.
    struct Waits(Duration, Sender<()>);

    impl Exporter for Waits {
        fn name(&self) -> &str {
            "waits"
        }
        fn export(&mut self, _: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
            let _ = self.1.send(());
            match deadline.saturating_duration_since(Instant::now()) > self.0 * 2 {
                true => Err(ExportError::new("too early").early(self.0)),
                false => Ok(()),
            }
        }
    }

    // Regression: an exporter slept until a flush might go, and the last export came too late.
    #[test]
    fn a_flush_that_waits_for_its_time_holds_up_no_end_and_goes_with_it() {
        const WAIT: Duration = Duration::from_secs(1000);
        let (sender, tries) = channel();
        let said = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&said);
        let on_error: OnError = Arc::new(move |_, error| lock(&log).push(error.to_string()));
        let worker = Worker::spawn(Box::new(Waits(WAIT, sender)), on_error).expect("a thread");
        let snapshot = || Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        let flush = worker.send(&snapshot(), Instant::now() + WAIT * 3);
        tries.recv().expect("a try");
        let deadline = Instant::now() + Duration::from_secs(60);
        for reply in worker.send_last(&snapshot(), deadline) {
            assert!(matches!(reply.wait(deadline), Delivery::Done));
        }
        assert!(matches!(flush.wait(deadline), Delivery::Done));
        assert!(lock(&said).is_empty(), "nothing was wrong: {said:?}");
    }

    /// Fails at first, so that it is tried again after so long.
    struct Fails(Option<Duration>, Sender<()>);

    impl Exporter for Fails {
        fn name(&self) -> &str {
            "fails"
        }
        fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
            let _ = self.1.send(());
            self.0.take().map_or(Ok(()), |pause| Err(ExportError::new("busy").retry_after(pause)))
        }
    }

    // Regression: of two flushes the first was told that it had failed, though its counts arrived.
    #[test]
    fn a_flush_that_is_overtaken_arrives_with_the_other() {
        let (sender, tries) = channel();
        let fails = Fails(Some(Duration::from_secs(1000)), sender);
        let worker = Worker::spawn(Box::new(fails), Arc::new(|_, _| {})).expect("a thread");
        let snapshot = || Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        let first = worker.send(&snapshot(), Instant::now() + Duration::from_secs(2000));
        tries.recv().expect("a try");
        let deadline = Instant::now() + Duration::from_secs(60);
        assert!(matches!(worker.send(&snapshot(), deadline).wait(deadline), Delivery::Done));
        assert!(matches!(first.wait(deadline), Delivery::Done));
    }

    /// Is busy at first, and does not answer then.
    struct Hangs(bool);

    impl Exporter for Hangs {
        fn name(&self) -> &str {
            "hangs"
        }
        fn export(&mut self, _: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
            if !std::mem::replace(&mut self.0, true) {
                return Err(ExportError::new("busy").retry_after(Duration::ZERO));
            }
            thread::sleep(deadline.saturating_duration_since(Instant::now()));
            Err(ExportError::new("no answer").retry_after(Duration::ZERO))
        }
    }

    // Regression: of a busy backend it was said that the deadline had passed.
    #[test]
    fn a_last_try_that_runs_out_of_time_does_not_hide_what_was_wrong() {
        let worker = Worker::spawn(Box::new(Hangs(false)), Arc::new(|_, _| {})).expect("a thread");
        let snapshot = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        let reply = worker.send(&snapshot, Instant::now() + PAUSE_FIRST * 10);
        let Delivery::Failed(error) = reply.wait(Instant::now() + Duration::from_secs(60)) else {
            panic!("it cannot be done");
        };
        assert_eq!(error.to_string(), "busy");
    }
}
