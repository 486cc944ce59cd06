//! All exporters' threads: a snapshot for each of them, and what became of it.

use std::sync::Arc;
use std::time::Instant;

use crate::pipeline::mailbox::Reply;
use crate::pipeline::report::{Delivery, Report};
use crate::pipeline::worker::Worker;
use crate::snapshot::take::snapshot;

/// The exporters' threads, in the order in which they were asked for.
#[derive(Clone, Debug)]
pub(super) struct Workers(Arc<[Worker]>);

impl Workers {
    pub(super) fn new(workers: Vec<Worker>) -> Self {
        Workers(workers.into())
    }

    /// Gives a snapshot of now to every exporter; nobody waits for them.
    pub(super) fn offer(&self, deadline: Instant) {
        let snapshot = Arc::new(snapshot());
        self.0.iter().for_each(|worker| worker.offer(&snapshot, deadline));
    }

    /// Gives a snapshot of now to every exporter, and waits for them until the deadline.
    pub(super) fn flush(&self, deadline: Instant) -> Report {
        let snapshot = Arc::new(snapshot());
        let replies = self.0.iter().map(|worker| worker.send(&snapshot, deadline)).collect();
        self.report(replies, deadline)
    }

    /// The same for the last time: the exporters end, and their threads.
    pub(super) fn end(&self, deadline: Instant) -> Report {
        let snapshot = Arc::new(snapshot());
        // Before any reply is there: one that hangs must not use up the others' time to end.
        let sent = self.0.iter().map(|worker| worker.send_last(&snapshot, deadline));
        let (replies, endings): (Vec<_>, Vec<_>) = sent.map(|[reply, end]| (reply, end)).unzip();
        let report = self.report(replies, deadline);
        let endings = self.0.iter().zip(endings).filter(|(worker, _)| !worker.is_here());
        endings.for_each(|(_, ending)| drop(ending.wait(deadline)));
        report
    }

    /// What there is to say where nobody is there to export.
    pub(super) fn late(&self) -> Report {
        Report(self.0.iter().map(|worker| (worker.name.clone(), Delivery::Late)).collect())
    }

    fn report(&self, replies: Vec<Reply>, deadline: Instant) -> Report {
        let replies = self.0.iter().zip(replies);
        let delivery = |(worker, reply): (&Worker, Reply)| match worker.is_here() {
            // It would wait for itself: somebody flushes or exits in `on_error`.
            true => (worker.name.clone(), Delivery::Late),
            false => (worker.name.clone(), reply.wait(deadline)),
        };
        Report(replies.map(delivery).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::export::{ExportError, Exporter};
    use crate::snapshot::Snapshot;

    struct Fails;

    impl Exporter for Fails {
        fn name(&self) -> &str {
            "fails"
        }
        fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
            Err(ExportError::new("no such backend"))
        }
    }

    // Regression: who exited in `on_error` waited five seconds for the thread that he was on.
    #[test]
    fn an_exporters_thread_does_not_wait_for_itself() {
        const LONG: Duration = Duration::from_secs(1000);
        static WORKERS: OnceLock<Workers> = OnceLock::new();
        let (tell, told) = channel();
        let on_error = move |_: &str, _: &ExportError| {
            let deadline = Instant::now() + LONG;
            let _ = tell.send(WORKERS.wait().end(deadline).to_string());
        };
        let worker = Worker::spawn(Box::new(Fails), Arc::new(on_error)).expect("a thread");
        let workers = WORKERS.get_or_init(|| Workers::new(vec![worker]));
        let report = workers.flush(Instant::now() + Duration::from_secs(60));
        assert_eq!(report.to_string(), "`fails` failed: no such backend");
        assert_eq!(told.recv().as_deref(), Ok("`fails` not done by the deadline"));
    }
}
