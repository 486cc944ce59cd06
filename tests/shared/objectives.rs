//! What tests of objectives read, and how they run futures.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What an objective's calls were: good, bad, excluded.
pub fn events(snapshot: &census::Snapshot, id: &str) -> [u64; 3] {
    let view = snapshot.view("census/slo_events").expect("objectives are declared");
    ["good", "bad", "excluded"].map(|outcome| {
        let is_it = |row: &&census::Row| {
            row.tags[0].as_deref() == Some(id) && row.tags[1].as_deref() == Some(outcome)
        };
        match view.rows().iter().find(is_it).expect("every row is there").data {
            census::Data::Count(count) => count,
            _ => unreachable!("it counts"),
        }
    })
}

/// What one act makes of both objectives of a declaration.
pub fn both<R>(id: &str, act: impl FnOnce() -> R) -> [[u64; 3]; 2] {
    let scope = census::testing::scope();
    let _ = act();
    let snapshot = scope.snapshot();
    ["availability", "latency"].map(|sli| events(&snapshot, &format!("{id}-{sli}")))
}

/// Lets others run once.
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs a future to its end.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
