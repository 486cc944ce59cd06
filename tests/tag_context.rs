//! The tags of a task go with it: across threads, cancellations and panics, and nowhere else.
#![allow(clippy::unwrap_used)] // What is unwrapped is a tag that is legal, or a task of ours.

use std::future::{pending, ready};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use census::tags::InTags;
use census::{TagKey, TagMap};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, spawn_blocking, yield_now};

const TASK: TagKey = TagKey::new("task");

fn tags(task: u64) -> TagMap {
    TagMap::new().edit().upsert(TASK, task).build().unwrap()
}

fn current() -> Option<u64> {
    TagMap::current().get(TASK).map(|task| task.parse().unwrap())
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

#[test]
fn every_task_has_its_own_tags_on_whatever_thread() {
    runtime().block_on(async {
        let mut tasks = JoinSet::new();
        for task in 0..64 {
            let seen = async move {
                for at in 0..50 {
                    assert_eq!(current(), Some(task));
                    yield_now().await;
                    let inner = async {
                        yield_now().await;
                        current()
                    };
                    assert_eq!(inner.in_tags(tags(1000 + at)).await, Some(1000 + at));
                }
                assert_eq!(current(), Some(task));
            };
            tasks.spawn(seen.in_tags(tags(task)));
            tasks.spawn(async {
                for _ in 0..50 {
                    assert_eq!(current(), None);
                    yield_now().await;
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
    });
}

#[test]
fn a_task_that_is_spawned_has_the_tags_that_it_takes_along() {
    let seen = async {
        let blocking = TagMap::current();
        (
            tokio::spawn(async { current() }).await.unwrap(),
            tokio::spawn(async { current() }.in_current_tags()).await.unwrap(),
            spawn_blocking(|| blocking.scope(current)).await.unwrap(),
        )
    };
    let seen = runtime().block_on(seen.in_tags(tags(7)));
    assert_eq!(seen, (None, Some(7), Some(7)));
}

/// Says what was current when it was dropped.
struct Witness<'a>(&'a Mutex<Vec<Option<u64>>>);

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(current());
    }
}

#[test]
fn a_call_that_is_cancelled_ends_under_its_tags() {
    let seen = Mutex::new(Vec::new());
    let waits = || async {
        let _witness = Witness(&seen);
        pending::<()>().await;
    };
    runtime().block_on(async {
        tokio::select! {
            () = waits().in_tags(tags(1)) => {}
            () = tokio::time::sleep(Duration::from_millis(1)) => assert_eq!(current(), None),
        }
        assert_eq!(current(), None);
    });
    // One that was never polled drops what it holds under its tags, too.
    let witness = Witness(&seen);
    let held = async move {
        let _witness = witness;
        pending::<()>().await;
    };
    drop(held.in_tags(tags(2)));
    assert_eq!(*seen.lock().unwrap(), [Some(1), Some(2)]);
}

#[test]
fn a_task_that_panics_leaves_its_thread_clean() {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let task = async {
            let _inner = std::mem::ManuallyDrop::new(tags(2).enter()); // Never dropped.
            panic!("as it must")
        };
        // In this thread's stack, as a task of its own would be.
        let task = std::panic::AssertUnwindSafe(task.in_tags(tags(1)));
        let mut task = Box::pin(task.0);
        let mut context = Context::from_waker(Waker::noop());
        let poll = std::panic::AssertUnwindSafe(|| task.as_mut().poll(&mut context));
        assert!(std::panic::catch_unwind(poll).is_err());
        assert_eq!(current(), None);
    });
}

#[test]
fn a_guard_held_over_an_await_does_not_leak_out_of_a_tagged_future() {
    let mut task = Box::pin(
        async {
            let _guard = tags(2).enter();
            yield_now().await;
            current()
        }
        .in_tags(tags(1)),
    );
    let runtime = Builder::new_current_thread().build().unwrap();
    let seen = runtime.block_on(async {
        let first = std::future::poll_fn(|context| Poll::Ready(task.as_mut().poll(context))).await;
        assert!(first.is_pending());
        assert_eq!(current(), None);
        task.await
    });
    assert_eq!(seen, Some(1)); // The guard's scope ended with the poll.
}

#[test]
fn a_future_in_tags_is_sent_where_it_could_be_sent_before() {
    fn sent<T: Send + Sync>(it: T) -> T {
        it
    }
    let runtime = Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(sent(ready(3).in_tags(tags(1)))), 3);
}
