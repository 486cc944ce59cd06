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
    replies: Vec<Waiting>,
}

/// Somebody who waits to hear of an export.
#[derive(Debug)]
struct Waiting {
    until: Instant,
    reply: Sender<Delivery>,
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
    fn of(snapshot: &Arc<Snapshot>, deadline: Instant, reply: Option<Sender<Delivery>>) -> Self {
        let replies = reply.map(|reply| Waiting { until: deadline, reply }).into_iter().collect();
        Parcel { snapshot: Arc::clone(snapshot), deadline, replies }
    }

    /// Tells everybody who waits.
    pub(super) fn answer(self, delivery: impl Fn() -> Delivery) {
        for waiting in self.replies {
            let _ = waiting.reply.try_send(delivery());
        }
    }

    /// One in the place of two: the newer snapshot, for all who still wait for either.
    fn or(mut self, other: Parcel) -> Parcel {
        // Who was ready to wait longer still is; a tick, for which nobody waits, has no say.
        self.deadline = match (self.replies.is_empty(), other.replies.is_empty()) {
            (false, true) => self.deadline,
            (true, false) => other.deadline,
            _ => self.deadline.max(other.deadline),
        };
        // Two who flush at the same time may come in the wrong order.
        if other.snapshot.time() > self.snapshot.time() {
            self.snapshot = other.snapshot;
        }
        self.replies.extend(other.replies);
        // However long an exporter hangs: those who gave up are not remembered.
        let now = Instant::now();
        self.replies.retain(|waiting| waiting.until > now);
        self
    }
}

impl Post {
    /// Puts a parcel there, or makes one of it and of what lies there; whether something did.
    fn put(&mut self, parcel: Parcel) -> bool {
        let there = self.parcel.take();
        let was_there = there.is_some();
        let mut parcel = there.into_iter().fold(parcel, Parcel::or);
        if let Some((end, _)) = &self.end {
            parcel.deadline = parcel.deadline.min(*end);
        }
        self.parcel = Some(parcel);
        was_there
    }

    /// Asks for the end: what lies there has no more time than that.
    fn end(&mut self, deadline: Instant, reply: Sender<Delivery>) {
        if let Some(parcel) = &mut self.parcel {
            parcel.deadline = parcel.deadline.min(deadline);
        }
        self.end = Some((deadline, reply));
    }
}

impl Mailbox {
    /// Puts a snapshot that nobody waits for; whether an older one still lay there.
    pub(super) fn put(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> bool {
        self.change(|post| post.put(Parcel::of(snapshot, deadline, None)))
    }

    /// Puts a snapshot, and tells what becomes of it.
    pub(super) fn send(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> Reply {
        let (reply, answer) = bounded(1);
        self.change(|post| post.put(Parcel::of(snapshot, deadline, Some(reply))));
        Reply(answer)
    }

    /// Puts the last snapshot and asks for the end; tells what becomes of it, and when it has come.
    ///
    /// At once: an exporter that saw the snapshot alone would not know how little time is left.
    pub(super) fn send_last(&self, snapshot: &Arc<Snapshot>, deadline: Instant) -> [Reply; 2] {
        let ((reply, answer), (end, ended)) = (bounded(1), bounded(1));
        self.change(|post| {
            post.end(deadline, end);
            post.put(Parcel::of(snapshot, deadline, Some(reply)))
        });
        [answer, ended].map(Reply)
    }

    /// Asks for the end, after what lies there.
    pub(super) fn end(&self, deadline: Instant) -> Reply {
        let (reply, answer) = bounded(1);
        self.change(|post| {
            post.end(deadline, reply);
            true
        });
        Reply(answer)
    }

    /// Changes the post, unless it is over, and wakes who looks into it.
    fn change(&self, change: impl FnOnce(&mut Post) -> bool) -> bool {
        let mut post = lock(&self.post);
        if post.over {
            return false;
        }
        let said = change(&mut post);
        drop(post);
        self.changed.notify_all();
        said
    }

    /// Gives back a parcel that a newer one has overtaken: who waits for it waits for that.
    pub(super) fn give_back(&self, parcel: Parcel) {
        lock(&self.post).put(parcel);
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

    /// How long the exporter may take for a parcel with these deadlines, in seconds: none waits
    /// for a tick's, somebody for a flush's.
    fn seconds(parcels: &[(bool, u64)], end: Option<u64>) -> u64 {
        let mailbox = Mailbox::default();
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let snapshot = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        for (is_flush, deadline) in parcels {
            match is_flush {
                true => drop(mailbox.send(&snapshot, at(*deadline))),
                false => drop(mailbox.put(&snapshot, at(*deadline))),
            }
        }
        if let Some(end) = end {
            drop(mailbox.end(at(end)));
        }
        let Job::Export(parcel) = mailbox.next() else { panic!("no parcel") };
        parcel.deadline.duration_since(begun).as_secs()
    }

    // Regression: the last export had the time of a tick that lay there, and came too late.
    #[test]
    fn a_tick_gives_nobody_more_time_and_the_end_is_the_end() {
        assert_eq!(seconds(&[(false, 60), (true, 5)], None), 5);
        assert_eq!(seconds(&[(true, 5), (false, 60)], None), 5);
        assert_eq!(seconds(&[(true, 60), (true, 5)], None), 60);
        assert_eq!(seconds(&[(true, 60), (true, 5)], Some(5)), 5);
        assert_eq!(seconds(&[(false, 60)], Some(5)), 5);
    }

    #[test]
    fn who_gave_up_is_not_remembered() {
        let mailbox = Mailbox::default();
        let snapshot = Arc::new(Snapshot::new(SystemTime::now(), Vec::new()));
        for _ in 0..100 {
            let reply = mailbox.send(&snapshot, Instant::now());
            assert!(matches!(reply.wait(Instant::now()), Delivery::Late));
        }
        let Job::Export(parcel) = mailbox.next() else { panic!("no parcel") };
        assert!(parcel.replies.len() <= 1, "{}", parcel.replies.len());
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
