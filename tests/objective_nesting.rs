//! Of calls within calls of one objective the outermost counts, once, wherever its future is polled
//! and however it and those within it end.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};
use std::thread;

use census::testing::Scope;
use census::{declare_slo, measured};
use census_tests::objectives::{events, yield_now};
use proptest::prelude::*;

#[derive(Debug)]
enum Fault {
    Excluded,
    Bad,
}

declare_slo! {
    slo NEST = "nest" {
        window = 28d;
        availability >= 99%;
        latency < 1h for 99%;
        exclude = Err(Fault::Excluded);
        cancel = bad;
    }
}

/// How a call ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Good,
    Bad,
    Excluded,
    Panic,
    /// It waits until it is dropped; one that is no future is good.
    Never,
}

/// A call, and those that it makes, with a pause behind each.
#[derive(Clone, Debug)]
struct Call {
    end: End,
    future: bool,
    inner: Vec<Call>,
}

type Task = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

impl Call {
    fn result(&self) -> Result<(), Fault> {
        match self.end {
            End::Good | End::Never => Ok(()),
            End::Bad => Err(Fault::Bad),
            End::Excluded => Err(Fault::Excluded),
            End::Panic => resume_unwind(Box::new(())), // It prints nothing.
        }
    }

    /// The place of its class: good, bad or excluded.
    fn class(&self) -> usize {
        match (self.end, self.future) {
            (End::Good, _) | (End::Never, false) => 0,
            (End::Bad | End::Panic, _) | (End::Never, true) => 1,
            (End::Excluded, _) => 2,
        }
    }

    /// Runs it where no future can be awaited: one that waits for ever is dropped.
    fn run(self) {
        if !self.future {
            let _ = catch_unwind(AssertUnwindSafe(|| now(self)));
            return;
        }
        let mut task = later(self);
        while poll(&mut task).is_some_and(|waits| waits) {}
    }
}

#[measured(slo = NEST)]
fn now(call: Call) -> Result<(), Fault> {
    call.inner.iter().cloned().for_each(Call::run);
    call.result()
}

#[measured(slo = NEST)]
fn later(call: Call) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>> {
    Box::pin(async move {
        for inner in call.inner.iter().cloned() {
            if inner.future {
                let mut task = later(inner);
                // Awaited, but for what it would do to the one around it.
                poll_fn(|_| match poll(&mut task) {
                    Some(true) => Poll::Pending,
                    _ => Poll::Ready(()),
                })
                .await;
            } else {
                inner.run();
            }
            yield_now().await;
        }
        if let End::Never = call.end {
            FOREVER.with(|forever| forever.set(true));
            pending::<()>().await;
        }
        call.result()
    })
}

thread_local! {
    /// Whether what was polled last on this thread waits for ever.
    static FOREVER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Polls once; whether it is still to be polled, or `None` where it has ended, or panicked, or
/// would wait for ever.
fn poll(task: &mut Task) -> Option<bool> {
    FOREVER.with(|forever| forever.set(false));
    let context = &mut Context::from_waker(Waker::noop());
    match catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(context))) {
        Ok(Poll::Pending) if !FOREVER.with(|forever| forever.take()) => Some(true),
        _ => None,
    }
}

/// A thread that polls what it is sent, once, and sends it back if that is not the end.
fn poller(scope: &Scope, back: Sender<Option<(usize, Task)>>) -> Sender<(usize, Task)> {
    let (sender, tasks) = channel::<(usize, Task)>();
    let handle = scope.handle();
    thread::spawn(move || {
        handle.run(|| {
            for (at, mut task) in tasks {
                let waits = poll(&mut task).is_some();
                if back.send(waits.then_some((at, task))).is_err() {
                    return;
                }
            }
        });
    });
    sender
}

/// Polls each task on another thread than the last time, several at once, until all have ended.
fn poll_all(scope: &Scope, tasks: Vec<Task>, shifts: &[usize]) {
    const THREADS: usize = 3;
    let (back, polled): (_, Receiver<Option<(usize, Task)>>) = channel();
    let pollers = [(); THREADS].map(|()| poller(scope, back.clone()));
    let mut tasks: Vec<(usize, Task)> = tasks.into_iter().enumerate().collect();
    for shift in shifts.iter().cycle() {
        let count = tasks.len();
        for (at, task) in tasks.drain(..) {
            pollers[(at + shift) % THREADS].send((at, task)).expect("it polls");
        }
        tasks.extend(polled.iter().take(count).flatten());
        if tasks.is_empty() {
            return;
        }
    }
}

fn any_call() -> impl Strategy<Value = Call> {
    use End::{Bad, Excluded, Good, Never, Panic};
    let end = prop::sample::select(&[Good, Bad, Excluded, Panic, Never][..]);
    let leaf = (end.clone(), any::<bool>());
    let leaf = leaf.prop_map(|(end, future)| Call { end, future, inner: Vec::new() });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        (end.clone(), any::<bool>(), prop::collection::vec(inner, 0..3))
            .prop_map(|(end, future, inner)| Call { end, future, inner })
    })
}

proptest! {
    #[test]
    fn the_outermost_call_counts_once_on_whatever_threads_it_is_polled(
        calls in prop::collection::vec(any_call(), 1..8),
        shifts in prop::collection::vec(0..3usize, 1..8),
    ) {
        let scope = census::testing::scope();
        let mut expected = [0; 3];
        let mut tasks = Vec::new();
        for call in calls {
            expected[call.class()] += 1;
            match call.future {
                true => tasks.push(later(call)),
                false => call.run(),
            }
        }
        poll_all(&scope, tasks, &shifts);
        prop_assert_eq!(events(&scope.snapshot(), "nest-availability"), expected);
    }
}
