//! Threads that come and go, die, and are too many: every record of theirs is counted.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use census::__private::{Asked, Call, Function, InFlight, Latency};
use census::export::Memory;
use census::testing;
use census::{Aggregation, Bounds, Data, Measure, Number, Outcome, Snapshot, TimeUnit, View};
use census_tests::{NOTHING, alone, count};

const LATENCY: Latency = Latency {
    name: "threads/latency",
    unit: TimeUnit::Seconds,
    bounds: &(&[1_000_u64, 1_000_000, 1_000_000_000] as &[_]),
};
static SERVE: Function = Function::new(Asked {
    count: Some("threads/calls"),
    errors: Some("threads/failures"),
    latency: Some(LATENCY),
    in_flight: Some("threads/in_flight"),
    ..NOTHING
});
static COUNTED: Function = Function::new(Asked { count: Some("threads/counted"), ..NOTHING });
static ITEMS: Measure<i64> = Measure::new("threads/items", "1");
static SUM: View = View::new("threads/sum", &ITEMS, Aggregation::Sum);
static SPREAD: View =
    View::new("threads/spread", &ITEMS, Aggregation::Distribution(Bounds::new(&[3.0, 5.0])));

/// One call in four fails, one in four panics; each records an item.
fn serve(at: u64) {
    let _counted = Call::<false, false>::start(&COUNTED);
    let _flight = InFlight::start(&SERVE);
    let call = Call::<true, true>::start(&SERVE);
    ITEMS.record((at % 8) as i64);
    match at % 4 {
        0 => call.end(Outcome::Error),
        1 => drop(call),
        _ => call.end(Outcome::Ok),
    }
}

fn register() {
    census::register(&SUM).expect("a free name");
    census::register(&SPREAD).expect("a free name");
}

/// Calls, failures, sum, and in flight: what must agree in every snapshot does.
fn agreed(snapshot: &Snapshot) -> (u64, u64, i64, i64) {
    let number = |name| match snapshot.view(name).and_then(|view| view.rows().first()) {
        Some(row) => match row.data {
            Data::Sum(Number::I64(number)) | Data::LastValue(Number::I64(number)) => number,
            _ => panic!("{snapshot}"),
        },
        None => 0,
    };
    let (calls, failures) = (count(snapshot, "threads/calls"), count(snapshot, "threads/failures"));
    assert_eq!(calls, count(snapshot, "threads/latency"), "{snapshot}");
    assert!(failures <= calls, "{snapshot}");
    if let Some(row) = snapshot.view("threads/spread").and_then(|view| view.rows().first()) {
        let Data::Distribution(spread) = &row.data else { panic!("{snapshot}") };
        assert!(spread.cumulative_at_most().is_sorted(), "{snapshot}");
        assert_eq!(spread.cumulative_at_most().last(), Some(spread.count()), "{snapshot}");
    }
    (calls, failures, number("threads/sum"), number("threads/in_flight"))
}

#[test]
fn threads_that_come_and_go_are_exact_while_the_collector_reads() {
    const THREADS: u64 = 8;
    const GENERATIONS: u64 = 25;
    const CALLS: u64 = 400;
    register();
    let scope = testing::scope();
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        let readers = [(); 2].map(|()| {
            let handle = scope.handle();
            let stop = &stop;
            threads.spawn(move || {
                let mut before = (0, 0, 0);
                while !stop.load(Relaxed) {
                    let (calls, failures, sum, in_flight) = agreed(&handle.snapshot());
                    let now = (calls, failures, sum);
                    assert!(now.0 >= before.0 && now.1 >= before.1 && now.2 >= before.2, "{now:?}");
                    assert!((0..=THREADS as i64).contains(&in_flight), "{in_flight}");
                    before = now;
                }
            })
        });
        let chains: Vec<_> = (0..THREADS)
            .map(|_| {
                let handle = scope.handle();
                threads.spawn(move || {
                    for _ in 0..GENERATIONS {
                        let handle = handle.clone();
                        let child =
                            thread::spawn(move || handle.run(|| (0..CALLS).for_each(serve)));
                        child.join().expect("a thread");
                    }
                })
            })
            .collect();
        chains.into_iter().for_each(|chain| chain.join().expect("a chain"));
        stop.store(true, Relaxed);
        readers.into_iter().for_each(|reader| reader.join().expect("a reader"));
    });
    let calls = THREADS * GENERATIONS * CALLS;
    let sum = (calls / 8 * (1 + 2 + 3 + 4 + 5 + 6 + 7)) as i64;
    assert_eq!(agreed(&scope.snapshot()), (calls, calls / 2, sum, 0));
    assert_eq!(count(&scope.snapshot(), "threads/counted"), calls);
    let expected = format!(
        "threads/spread [1]\n  count={calls} sum={sum} buckets={} |3| {} |5| {}\n",
        calls / 8 * 3,
        calls / 8 * 2,
        calls / 8 * 3
    );
    assert_eq!(scope.snapshot().only("threads/spread").to_string(), expected);
}

/// Calls in its destructor.
struct Dies(Cell<u64>);

impl Drop for Dies {
    fn drop(&mut self) {
        (0..self.0.get()).for_each(serve);
    }
}

thread_local! {
    static BEFORE: Dies = const { Dies(Cell::new(0)) };
    static AFTER: Dies = const { Dies(Cell::new(0)) };
}

#[test]
fn a_record_in_a_thread_locals_destructor_is_counted_whichever_is_destroyed_first() {
    alone(|| {
        register();
        for _ in 0..10 {
            thread::spawn(|| {
                BEFORE.with(|dies| dies.0.set(8)); // Alive before census's own.
                (0..8).for_each(serve);
                AFTER.with(|dies| dies.0.set(8)); // And after.
            })
            .join()
            .expect("a thread");
        }
        assert_eq!(agreed(&census::snapshot()), (240, 120, 30 * 28, 0));
    });
}

#[test]
fn threads_that_come_and_go_record_while_they_die_and_everybody_reads_and_exports() {
    const THREADS: u64 = 8;
    const GENERATIONS: u64 = 25;
    alone(|| {
        register();
        serve(0); // Now all that is read is known.
        let memory = Memory::new();
        let census = census::start().interval(Duration::from_secs(1)).export(memory.clone());
        let census = census.run().expect("it runs");
        let stop = AtomicBool::new(false);
        thread::scope(|threads| {
            let reader = threads.spawn(|| {
                let mut before = (0, 0, 0, 0);
                while !stop.load(Relaxed) {
                    let snapshot = census::snapshot();
                    let (calls, failures, sum, _) = agreed(&snapshot);
                    let now = (calls, failures, sum, count(&snapshot, "threads/counted"));
                    assert!(now.0 >= before.0 && now.1 >= before.1, "{before:?} {now:?}");
                    assert!(now.2 >= before.2 && now.3 >= before.3, "{before:?} {now:?}");
                    before = now;
                }
            });
            let exporter = threads.spawn(|| {
                while !stop.load(Relaxed) {
                    census.flush(Duration::from_secs(60));
                }
            });
            let chain = || {
                for _ in 0..GENERATIONS {
                    let child = thread::spawn(|| {
                        BEFORE.with(|dies| dies.0.set(8));
                        (0..64).for_each(serve);
                        AFTER.with(|dies| dies.0.set(8));
                    });
                    child.join().expect("a thread");
                }
            };
            let chains: Vec<_> = (0..THREADS).map(|_| threads.spawn(chain)).collect();
            chains.into_iter().for_each(|chain| chain.join().expect("a chain"));
            stop.store(true, Relaxed);
            [reader, exporter].into_iter().for_each(|thread| thread.join().expect("a reader"));
        });
        census.shutdown(Duration::from_secs(60));
        let calls = THREADS * GENERATIONS * (8 + 64 + 8) + 1;
        let whole = (calls, calls / 2 + 1, (calls / 8 * 28) as i64, 0);
        let last = memory.last();
        for snapshot in [&last, &census::snapshot()] {
            assert_eq!(agreed(snapshot), whole);
            assert_eq!(count(snapshot, "threads/counted"), calls);
        }
    });
}

#[test]
fn a_thread_that_records_in_destructors_only_is_counted() {
    alone(|| {
        register();
        for _ in 0..10 {
            let dying = || {
                BEFORE.with(|dies| dies.0.set(8));
                AFTER.with(|dies| dies.0.set(16));
            };
            thread::spawn(dying).join().expect("a thread");
        }
        assert_eq!(agreed(&census::snapshot()), (240, 120, 30 * 28, 0));
    });
}

#[test]
fn a_scope_can_be_entered_by_a_thread_that_dies() {
    // Regression: to enter it, once census's own thread-local was gone, ended the process. There
    // it records as if it had not entered.
    struct Enters(Cell<Option<testing::Handle>>);
    impl Drop for Enters {
        fn drop(&mut self) {
            if let Some(handle) = self.0.take() {
                handle.run(|| (0..8).for_each(serve));
            }
        }
    }
    thread_local! {
        static ENTERS: [Enters; 1] = const { [Enters(Cell::new(None))] };
        static ALSO_ENTERS: [Enters; 1] = const { [Enters(Cell::new(None))] };
    }
    alone(|| {
        register();
        let scope = testing::scope();
        let handle = scope.handle();
        let dying = move || {
            ENTERS.with(|enters| enters[0].0.set(Some(handle.clone())));
            handle.run(|| (0..8).for_each(serve));
            ALSO_ENTERS.with(|enters| enters[0].0.set(Some(handle)));
        };
        thread::spawn(dying).join().expect("a thread");
        assert_eq!(agreed(&scope.snapshot()), (16, 8, 2 * 28, 0));
        assert_eq!(agreed(&census::snapshot()), (8, 4, 28, 0));
    });
}

#[test]
fn a_record_in_a_destructor_during_a_panic_is_counted() {
    register();
    let scope = testing::scope();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _dies = Dies(Cell::new(8));
        serve(2);
        panic!("as it was told");
    }));
    assert!(panicked.is_err());
    let handle = scope.handle();
    let panicking = move || {
        handle.run(|| {
            let _dies = Dies(Cell::new(8));
            panic!("as it was told");
        })
    };
    assert!(thread::spawn(panicking).join().is_err());
    assert_eq!(agreed(&scope.snapshot()), (17, 8, 2 * 28 + 2, 0));
}

/// More than the shards that threads have of their own.
const MANY: usize = 1100;

/// Lets many threads, all alive, do something between one snapshot and the next.
fn many(act: impl Fn() + Clone + Send + 'static) {
    let barrier = Arc::new(Barrier::new(MANY));
    let threads = (0..MANY).map(|_| {
        let (barrier, act) = (Arc::clone(&barrier), act.clone());
        let thread = thread::Builder::new().stack_size(128 * 1024);
        let alive = move || {
            act();
            barrier.wait();
            act();
            barrier.wait();
        };
        thread.spawn(alive).expect("a small thread")
    });
    let threads: Vec<_> = threads.collect();
    threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
}

#[test]
fn more_threads_than_shards_are_counted() {
    alone(|| {
        register();
        many(|| (0..8).for_each(serve));
        let calls = 16 * MANY as u64;
        assert_eq!(agreed(&census::snapshot()), (calls, calls / 2, (calls / 8 * 28) as i64, 0));
    });
}

#[test]
fn more_threads_than_shards_are_counted_in_the_scope_that_they_enter() {
    // Regression: those past the last shard recorded outside of it.
    alone(|| {
        register();
        let scope = testing::scope();
        let handle = scope.handle();
        many(move || handle.run(|| (0..8).for_each(serve)));
        let many_at_once = scope.handle();
        let barrier = Arc::new(Barrier::new(MANY));
        many(move || {
            many_at_once.run(|| {
                (0..8).for_each(serve);
                barrier.wait();
            });
        });
        let calls = 32 * MANY as u64;
        assert_eq!(agreed(&census::snapshot()), (0, 0, 0, 0));
        assert_eq!(agreed(&scope.snapshot()), (calls, calls / 2, (calls / 8 * 28) as i64, 0));
    });
}
