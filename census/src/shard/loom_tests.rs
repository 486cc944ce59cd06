//! The shard, the lease and the shared shard under every interleaving that loom can find.
//!
//! What runs is the code of [`change`], of the shard and of the pool. Loom takes the place of the
//! atomics and the locks, gives up reading after two tries, and leaves out schedules with more
//! preemptions than a model says.
#![allow(clippy::unwrap_used)] // What panics here is the test.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use loom::thread::{self, JoinHandle};

use crate::model::Number;
use crate::model::rows::Gate;
use crate::shard::lease::Pool;
use crate::shard::{Cells, Owner, Shard, add_counts, change};
use crate::sync::{AtomicU64, own};

/// The cells of a timed and judged function without bounds: sum, squares, failure, calls.
const TIMED: usize = 7;
const FAILURE: usize = 4;
const EVENT: usize = 5;
const CALLS: usize = 6;

/// Two of them carry into the high half of a sum.
const NANOSECONDS: u64 = 1 << 63;

#[test]
fn loom_a_reader_sees_whole_calls_or_knows_better() {
    model(2, || {
        let (shard, cells) = shard_of(TIMED);
        fail(shard, cells);
        let writer = spawn(move || {
            fail(shard, cells);
        });
        let mut copy = [0; TIMED];
        let whole = shard.read(cells, &mut copy, &mut 0);
        assert!(copy[FAILURE] <= copy[CALLS] && copy[CALLS] <= 2, "{copy:?}");
        assert!(copy[EVENT] <= copy[CALLS], "{copy:?}");
        if whole {
            assert_eq!(copy, failed(copy[CALLS]));
        }
        writer.join().unwrap();
        assert!(shard.read(cells, &mut copy, &mut 0));
        assert_eq!(copy, failed(2));
    });
}

#[test]
fn loom_a_distribution_is_seen_whole_and_never_with_more_at_a_bound_than_in_its_bucket() {
    const BOUND: usize = 4;
    const BUCKET: usize = 6;
    model(3, || {
        let (shard, cells) = shard_of(7);
        let record = move |value| change::spread(shard, cells, value, 1, 1, Some(0));
        record(Number::I64(-1));
        let writer = spawn(move || record(Number::I64(-1)));
        let mut copy = [0; 7];
        let whole = shard.read(cells, &mut copy, &mut 0);
        assert!(copy[BOUND] <= copy[BUCKET], "{copy:?}");
        if whole {
            let count = copy[BUCKET];
            assert_eq!(copy, [count.wrapping_neg(), u64::MAX, count, 0, count, 0, count]);
        }
        writer.join().unwrap();
    });
}

#[test]
fn loom_a_late_stamp_never_stands_beside_an_early_value() {
    model(3, || {
        let (shard, cells) = shard_of(2);
        let record = move |now, bits| change::last(shard, &cells[0], &cells[1], now, bits);
        record(1, 10);
        let writer = spawn(move || {
            record(2, 20);
            record(3, 30);
        });
        let mut copy = [0; 2];
        let whole = shard.read(cells, &mut copy, &mut 0);
        let [stamp, value] = copy;
        assert!(value >= 10 * stamp && (value == 10 * stamp || !whole), "{copy:?}");
        writer.join().unwrap();
    });
}

#[test]
fn loom_a_sum_of_two_halves_is_seen_whole() {
    model(4, || {
        let (shard, cells) = shard_of(2);
        let record = move |value| change::sum(shard, &cells[0], &cells[1], value);
        record(1.0);
        let writer = spawn(move || record(1e17));
        let mut copy = [0; 2];
        if shard.read(cells, &mut copy, &mut 0) {
            let halves = copy.map(f64::from_bits);
            // 1e17 + 1 is no f64.
            assert!(halves == [1.0, 0.0] || halves == [1e17, 1.0], "{halves:?}");
        }
        writer.join().unwrap();
    });
}

#[test]
fn loom_the_next_thread_goes_on_counting_in_a_shard() {
    model(4, || {
        let pool: &'static Pool = Box::leak(Box::new(Pool::new()));
        let life = move || {
            let (owner, cells) = pool.lease().unwrap().cells(0, 1, 1);
            count(cells);
            pool.give_back(owner);
        };
        let threads = [spawn(life), spawn(life)];
        assert!(calls(pool) <= 2);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(calls(pool), 2);
    });
}

#[test]
fn loom_threads_without_a_shard_of_their_own_lose_nothing() {
    model(4, || {
        let pool: &'static Pool = Box::leak(Box::new(Pool::new()));
        let record = move || {
            pool.share(|owner| {
                let (owner, cells) = owner.cells(0, 1, 1);
                count(cells);
                owner
            });
        };
        let threads = [spawn(record), spawn(record)];
        assert!(calls(pool) <= 2);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(calls(pool), 2);
    });
}

#[test]
fn loom_a_table_grows_under_a_readers_eyes() {
    model(4, || {
        let shard: &'static Shard = Box::leak(Box::new(Shard::new()));
        let done: &'static AtomicU64 = Box::leak(Box::new(AtomicU64::new(0)));
        let writer = spawn(move || {
            let owner = shard.owner();
            let (owner, first) = owner.cells(0, 1, 1);
            change::add(&first[0], 1);
            // Past the room of the first table.
            let (owner, second) = owner.cells(5, 1, 6);
            change::add(&second[0], 1);
            // The first extent is where it was.
            change::add(&owner.slots[0].get().unwrap()[0], 1);
            done.store(1, Release);
        });
        let finished = done.load(Acquire) == 1;
        let (first, second) = (cell_of(shard, 0), cell_of(shard, 5));
        assert!(first <= 2 && second <= 1);
        // What happened before a snapshot is in it.
        assert!(!finished || (first, second) == (2, 1), "{first} {second}");
        writer.join().unwrap();
        assert_eq!((cell_of(shard, 0), cell_of(shard, 5)), (2, 1));
    });
}

#[test]
fn loom_a_table_of_counts_grows_under_a_readers_eyes() {
    model(4, || {
        let shard: &'static Shard = Box::leak(Box::new(Shard::new()));
        let done: &'static AtomicU64 = Box::leak(Box::new(AtomicU64::new(0)));
        let counts = |shard: &Shard| {
            let mut sums = [0; 2];
            add_counts(&shard.tables(), 1, &mut sums);
            sums
        };
        let writer = spawn(move || {
            let (owner, first) = shard.owner().counts(1, 1, 2);
            change::add(&first[0], 1);
            // Past the room of the first table, of which a record of before may still know.
            let (owner, second) = owner.counts(2, 1, 3);
            change::add(&second[0], 1);
            change::add(&first[0], 1);
            change::add(&owner.counts[1], 1);
            done.store(1, Release);
        });
        let finished = done.load(Acquire) == 1;
        let [first, second] = counts(shard);
        assert!(first <= 3 && second <= 1);
        // What happened before a snapshot is in it.
        assert!(!finished || (first, second) == (3, 1), "{first} {second}");
        writer.join().unwrap();
        assert_eq!(counts(shard), [3, 1]);
    });
}

#[test]
fn loom_a_row_that_goes_takes_no_record_that_is_not_read_before() {
    model(4, || {
        let gate: &'static Gate = Box::leak(Box::new(Gate::default()));
        let (shard, cells) = shard_of(1);
        let pass = gate.open();
        let record = move || shard.pinned(|| gate.takes(pass), || change::add(&cells[0], 1));
        let writer = spawn(move || {
            let taken = [record(), record()];
            assert!(taken[0] || !taken[1], "a pass is never good again");
            taken.map(u64::from).iter().sum()
        });
        // What the collector does, with the book's lock around each of the two.
        assert!(gate.close(pass));
        if shard.passes() {
            let read = cells[0].load(Acquire);
            cells[0].store(0, Relaxed);
            let next = gate.open();
            // The place is another row's: nothing of the old one comes into it.
            let taken: u64 = writer.join().unwrap();
            assert_eq!((read, cells[0].load(Relaxed)), (taken, 0));
            assert!(gate.takes(next) && !gate.takes(pass));
        } else {
            writer.join().unwrap();
        }
    });
}

/// Runs a model in every schedule of its threads that has no more preemptions than that.
fn model(preemptions_max: usize, act: impl Fn() + Send + Sync + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(preemptions_max);
    model.check(act);
}

fn spawn<R: 'static>(act: impl FnOnce() -> R + 'static) -> JoinHandle<R> {
    thread::spawn(act)
}

fn shard_of(cells: usize) -> (&'static Shard, Cells) {
    let shard: &'static Shard = Box::leak(Box::new(Shard::new()));
    let (_, cells) = shard.owner().cells(0, cells, 1);
    (shard, cells)
}

/// Ends a call that failed.
fn fail(shard: &Shard, cells: Cells) {
    change::time(shard, cells, NANOSECONDS, CALLS, Some(FAILURE), Some(EVENT));
}

/// The cells after so many of them.
fn failed(count: u64) -> [u64; TIMED] {
    let wide = |value: u128| [value as u64, (value >> 64) as u64];
    let nanoseconds = u128::from(NANOSECONDS);
    let [sum, sum_high] = wide(nanoseconds * u128::from(count));
    let [squares, squares_high] = wide(nanoseconds * nanoseconds * u128::from(count));
    [sum, sum_high, squares, squares_high, count, count, count]
}

/// Counts a call, knowing how many there were: what another thread counted here is visible.
fn count(cells: Cells) {
    let seen = cells[0].load(Relaxed);
    assert_eq!(seen, own(&cells[0]), "another than the latest");
    change::add(&cells[0], 1);
}

/// The calls in all shards of a pool, as the collector reads them.
fn calls(pool: &Pool) -> u64 {
    pool.shards().into_iter().map(|shard| cell_of(shard, 0)).sum()
}

fn cell_of(shard: &'static Shard, extent: usize) -> u64 {
    let cells = shard.slots().get(extent).and_then(|slot| slot.get());
    cells.map_or(0, |cells| cells[0].load(Acquire))
}
