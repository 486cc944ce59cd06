//! The way to an exporter's thread: one place, where a newer snapshot takes the place of an older.
//!
//! Nobody waits to put something there: data are cumulative, so the newest snapshot is all there is
//! to send. Who asked for the older one is answered with the newer.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::pipeline::Delivery;
use crate::snapshot::Snapshot;
use crate::sync::{lock, wait_while};

#[derive(Debug, Default)]
pub(super) struct Mailbox {
    post: Mutex<Post>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Post {
    parcel: Option<Parcel>,
    /// The end, after the parcel: until when it may take, and who waits for it.
    end: Option<(Instant, Sender<Delivery>)>,
    /// The end has come: nobody looks in here again, and nobody has to wait.
    over: bool,
}

/// A snapshot to export, until when, and who waits to hear of it.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) deadline: Instant,
    replies: Vec<Sender<Delivery>>,
}

/// What an exporter's thread has to do next.
pub(super) enum Job {
    Export(Parcel),
    End(Instant, Sender<Delivery>),
}

/// The answer to what was put, once it is there.
pub(super) struct Reply(Receiver<Delivery>);

impl Reply {
    pub(super) fn wait(self, deadline: Instant) -> Delivery {
        self.0.recv_deadline(deadline).unwrap_or(Delivery::Late)
    }
}

impl Parcel {
    /// Tells everybody who waits.
    pub(super) fn answer(self, delivery: impl Fn() -> Delivery) {
        for reply in self.replies {
            let _ = reply.try_send(delivery());
        }
    }
}

impl Mailbox {
    /// Puts a snapshot that nobody waits for; whether an older one still lay there.
    pub(super) fn put(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> bool {
        self.replace(snapshot, deadline, None)
    }

    /// Puts a snapshot, and tells what becomes of it.
    pub(super) fn send(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> Reply {
        let (reply, answer) = bounded(1);
        self.replace(snapshot, deadline, Some(reply));
        Reply(answer)
    }

    /// Asks for the end, and tells when it has come.
    pub(super) fn end(&self, deadline: Instant) -> Reply {
        let (reply, answer) = bounded(1);
        let mut post = lock(&self.post);
        if !post.over {
            post.end = Some((deadline, reply));
        }
        drop(post);
        self.changed.notify_all();
        Reply(answer)
    }

    fn replace(
        &self,
        snapshot: &Arc<Snapshot>,
        deadline: Instant,
        reply: Option<Sender<Delivery>>,
    ) -> bool {
        let mut post = lock(&self.post);
        if post.over {
            return false;
        }
        let older = post.parcel.take();
        let was_there = older.is_some();
        let (mut newest, mut replies) = (Arc::clone(snapshot), Vec::new());
        let mut deadline = deadline;
        if let Some(older) = older {
            // Who was ready to wait longer still is.
            deadline = deadline.max(older.deadline);
            // Two who flush at the same time may come in the wrong order.
            if older.snapshot.time() > newest.time() {
                newest = older.snapshot;
            }
            replies = older.replies;
        }
        replies.extend(reply);
        post.parcel = Some(Parcel { snapshot: newest, deadline, replies });
        drop(post);
        self.changed.notify_all();
        was_there
    }

    /// Waits for something to do.
    pub(super) fn next(&self) -> Job {
        let empty = |post: &mut Post| post.parcel.is_none() && post.end.is_none();
        let (mut post, _) = wait_while(&self.changed, &self.post, None, empty);
        match (post.parcel.take(), post.end.take()) {
            (Some(parcel), end) => {
                post.end = end;
                Job::Export(parcel)
            }
            (None, Some((deadline, reply))) => {
                post.over = true;
                Job::End(deadline, reply)
            }
            (None, None) => unreachable!("waited for one of the two"),
        }
    }

    /// Waits no longer than `pause` for a snapshot that somebody waits for; whether it came.
    ///
    /// The end hurries nobody: before it comes the last snapshot, which may be tried as long as it
    /// likes.
    pub(super) fn is_hurried(&self, pause: Duration) -> bool {
        let calm = |post: &mut Post| post.parcel.as_ref().is_none_or(|it| it.replies.is_empty());
        !wait_while(&self.changed, &self.post, Some(pause), calm).1
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn a_newer_snapshot_takes_the_place_of_an_older_and_answers_for_both() {
        let mailbox = Mailbox::default();
        let deadline = Instant::now() + Duration::from_secs(5);
        let old = Arc::new(Snapshot::new(SystemTime::UNIX_EPOCH, Vec::new()));
        let new = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        let replies = [&old, &new, &old].map(|snapshot| mailbox.send(snapshot, deadline));
        assert!(mailbox.is_hurried(Duration::ZERO));
        let Job::Export(parcel) = mailbox.next() else { panic!("no parcel") };
        assert!(Arc::ptr_eq(&parcel.snapshot, &new));
        parcel.answer(|| Delivery::Done);
        for reply in replies {
            assert!(matches!(reply.wait(deadline), Delivery::Done));
        }
    }

    #[test]
    fn a_tick_hurries_nobody_and_the_end_comes_after_what_is_there() {
        let mailbox = Mailbox::default();
        let deadline = Instant::now() + Duration::from_secs(5);
        let snapshot = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        assert!(!mailbox.put(&snapshot, deadline));
        assert!(mailbox.put(&snapshot, deadline));
        assert!(!mailbox.is_hurried(Duration::from_millis(1)));
        let end = mailbox.end(deadline);
        assert!(!mailbox.is_hurried(Duration::from_millis(1)));
        assert!(matches!(mailbox.next(), Job::Export(_)));
        let Job::End(_, reply) = mailbox.next() else { panic!("no end") };
        reply.send(Delivery::Done).expect("somebody waits");
        assert!(matches!(end.wait(deadline), Delivery::Done));
    }

    #[test]
    fn after_the_end_nobody_waits() {
        let mailbox = Mailbox::default();
        let deadline = Instant::now() + Duration::from_secs(60);
        let snapshot = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        drop(mailbox.end(deadline));
        assert!(matches!(mailbox.next(), Job::End(..)));
        for reply in [mailbox.send(&snapshot, deadline), mailbox.end(deadline)] {
            assert!(matches!(reply.wait(deadline), Delivery::Late));
        }
        assert!(Instant::now() < deadline);
    }
}
