//! Every end of a call, in every position that the attribute goes on: one table of both.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use census::testing::{Scope, scope};

#[path = "positions/functions.rs"]
mod functions;

use functions::End::{self, *};
use functions::{ASYNC, Answer, Promise, SYNC};

/// The ends that need no waiting, and whether they are failures.
const ENDS: [(End, bool); 7] = [
    (Well, false),
    (EarlyOk, false),
    (Error, true),
    (EarlyError, true),
    (QuestionMark, true),
    (Panic, true),
    (PanicInDestructor, true),
];

/// What a position's views show: calls, and failures and calls in flight where they are asked for.
#[derive(Debug)]
struct Shown(u64, u64, Option<i64>);

impl PartialEq<(u64, u64, i64)> for Shown {
    fn eq(&self, other: &(u64, u64, i64)) -> bool {
        (self.0, self.1, self.2.unwrap_or(other.2)) == *other
    }
}

fn shown(scope: &Scope, position: &str) -> Shown {
    let snapshot = scope.snapshot();
    let count =
        |view: &str| snapshot.view(&format!("{position}/{view}")).map_or(0, |data| data.count());
    let running = snapshot.only(&format!("{position}/now")).to_string();
    let running = running.rsplit_once("last=").and_then(|(_, number)| number.trim().parse().ok());
    if let Some(latency) = snapshot.view(&format!("{position}/time")) {
        assert_eq!(latency.count(), count("n"), "{position}");
    }
    Shown(count("n"), count("bad"), running)
}

/// One call that ended, with or without a failure.
fn one(position: &str, failed: bool) -> (u64, u64, i64) {
    (1, u64::from(failed && !position.ends_with("guarded")), 0)
}

fn poll(future: &mut Promise) -> Poll<Answer> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_sync_call_counts_once_however_it_ends() {
    for (position, call) in SYNC {
        for (end, failed) in ENDS {
            let scope = scope();
            let ended = catch_unwind(AssertUnwindSafe(|| call(end)));
            assert_eq!(!matches!(ended, Ok(Ok(_))), failed, "{position} {end:?}");
            assert_eq!(shown(&scope, position), one(position, failed), "{position} {end:?}");
        }
    }
}

#[test]
fn a_future_counts_once_however_it_ends() {
    for (position, call) in ASYNC {
        for (end, failed) in ENDS {
            let scope = scope();
            let mut future = call(end);
            let ended = catch_unwind(AssertUnwindSafe(|| poll(&mut future)));
            assert_eq!(!matches!(ended, Ok(Poll::Ready(Ok(_)))), failed, "{position} {end:?}");
            assert_eq!(shown(&scope, position), one(position, failed), "{position} {end:?}");
            drop(future);
            assert_eq!(shown(&scope, position), one(position, failed), "{position} {end:?}");
        }
    }
}

#[test]
fn a_future_that_is_not_polled_is_no_call() {
    for (position, call) in ASYNC {
        let scope = scope();
        drop(call(Well));
        assert_eq!(shown(&scope, position), (0, 0, 0), "{position}");
    }
}

#[test]
fn a_future_that_is_dropped_between_its_polls_is_a_call_and_no_failure() {
    for (position, call) in ASYNC {
        let scope = scope();
        let mut future = call(Waiting);
        for _ in 0..2 {
            assert_eq!(poll(&mut future), Poll::Pending, "{position}");
            assert_eq!(shown(&scope, position), (0, 0, 1), "{position}");
        }
        drop(future);
        assert_eq!(shown(&scope, position), one(position, false), "{position}");
    }
}

#[test]
fn a_future_that_is_dropped_after_it_was_ready_is_one_call() {
    for (position, call) in ASYNC {
        let scope = scope();
        let mut future = call(Later);
        assert_eq!(poll(&mut future), Poll::Pending, "{position}");
        assert_eq!(poll(&mut future), Poll::Ready(Ok(1)), "{position}");
        assert_eq!(shown(&scope, position), one(position, false), "{position}");
        drop(future);
        assert_eq!(shown(&scope, position), one(position, false), "{position}");
    }
}

#[test]
fn a_future_that_moves_to_another_thread_is_one_call() {
    for (position, call) in ASYNC {
        for end in [Later, Waiting] {
            let scope = scope();
            let mut future = call(end);
            assert_eq!(poll(&mut future), Poll::Pending, "{position}");
            let handle = scope.handle();
            let there = std::thread::spawn(move || {
                handle.run(move || {
                    let _ = poll(&mut future);
                })
            });
            assert!(there.join().is_ok(), "{position} {end:?}");
            assert_eq!(shown(&scope, position), one(position, false), "{position} {end:?}");
        }
    }
}
