//! All exporters' threads: a snapshot for each of them, and what became of it.

use std::sync::Arc;
use std::time::Instant;

use crate::pipeline::mailbox::Reply;
use crate::pipeline::report::Report;
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
        endings.into_iter().for_each(|ending| drop(ending.wait(deadline)));
        report
    }

    fn report(&self, replies: Vec<Reply>, deadline: Instant) -> Report {
        let replies = self.0.iter().zip(replies);
        Report(replies.map(|(worker, reply)| (worker.name.clone(), reply.wait(deadline))).collect())
    }
}
