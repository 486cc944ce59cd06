//! Threads that call a function for a while, together, and say what one call cost.

use std::fs;
use std::hint::{self, black_box};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::row::Within;
use crate::work::{self, Work};

/// Calls between two looks at the clock: few enough to end a slice in time at 1 µs a call, enough
/// that the look costs 0.2 % at 1.5 ns a call.
const CALLS_PER_LOOK: u64 = 8_192;

/// The share of a slice that a thread may wait for a processor before the slice counts as
/// disturbed by something else on the machine.
const DELAY_MAX: f64 = 0.02;

/// Threads that live as long as the whole comparison, as a server's do: what a library keeps for
/// each thread is made once.
#[derive(Debug)]
pub struct Crew {
    threads: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    orders: Sender<Order>,
    tallies: Receiver<Tally>,
}

#[derive(Debug)]
struct Order {
    work: Work,
    within: Within,
    lasting: Duration,
    start: Arc<Start>,
}

#[derive(Debug)]
struct Tally {
    calls: u64,
    errors: u64,
    elapsed: Duration,
    delayed: Duration,
}

/// Where threads wait for each other.
///
/// They spin: a thread that slept here would be woken onto the processor of the one that woke it,
/// and on a busy machine come to run when the other has finished.
#[derive(Debug)]
struct Start {
    missing: AtomicUsize,
}

/// What came out of one slice of time.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Nanoseconds that one call took the thread that made it: threads × time / calls, the time
    /// without that which a thread waited for a processor.
    pub nanoseconds: f64,
    /// Calls of all threads.
    pub calls: u64,
    /// How many of them ended in `Err`.
    pub errors: u64,
    /// Whether a thread had to wait for a processor. The time is without the wait, but caches are
    /// cold after it, and a thread whose rival waits has the series to itself meanwhile.
    pub disturbed: bool,
}

impl Crew {
    /// Starts so many threads.
    pub fn new(threads: usize) -> Self {
        let member = |_| {
            let (orders, inbox) = channel::<Order>();
            let (outbox, tallies) = channel();
            thread::spawn(move || {
                for order in inbox {
                    if outbox.send(order.carry_out()).is_err() {
                        return;
                    }
                }
            });
            Member { orders, tallies }
        };
        Crew { threads: (0..threads).map(member).collect() }
    }

    /// Lets the first `threads` of them call a function for a while, beginning together.
    ///
    /// # Panics
    ///
    /// If a thread has panicked.
    pub fn run(&self, work: Work, threads: usize, lasting: Duration) -> Slice {
        self.run_within(|run| run(), work, threads, lasting)
    }

    /// The same, under what each thread's calls need to be under.
    ///
    /// # Panics
    ///
    /// If a thread has panicked.
    pub fn run_within(
        &self,
        within: Within,
        work: Work,
        threads: usize,
        lasting: Duration,
    ) -> Slice {
        let start = Arc::new(Start { missing: AtomicUsize::new(threads) });
        let members = &self.threads[..threads];
        for member in members {
            let order = Order { work, within, lasting, start: start.clone() };
            member.orders.send(order).expect("the thread waits for orders");
        }
        let tallies = members.iter().map(|m| m.tallies.recv().expect("the thread has worked"));
        let tallies: Vec<Tally> = tallies.collect();
        let calls = tallies.iter().map(|tally| tally.calls).sum();
        let own = tallies.iter().map(|tally| tally.elapsed.saturating_sub(tally.delayed));
        let time: Duration = own.sum();
        Slice {
            nanoseconds: time.as_nanos() as f64 / calls as f64,
            calls,
            errors: tallies.iter().map(|tally| tally.errors).sum(),
            disturbed: tallies
                .iter()
                .any(|tally| tally.delayed.as_secs_f64() > tally.elapsed.as_secs_f64() * DELAY_MAX),
        }
    }
}

impl Start {
    fn wait(&self) {
        self.missing.fetch_sub(1, Ordering::AcqRel);
        let mut looks = 0_u32;
        while self.missing.load(Ordering::Acquire) > 0 {
            looks += 1;
            if looks.is_multiple_of(4_096) {
                thread::yield_now();
            }
            hint::spin_loop();
        }
    }
}

impl Order {
    fn carry_out(self) -> Tally {
        let (mut calls, mut errors) = (0, 0);
        self.start.wait();
        let delayed = delayed();
        let start = Instant::now();
        let mut elapsed = Duration::ZERO;
        (self.within)(&mut || {
            while elapsed < self.lasting {
                let results = work::repeat(self.work, CALLS_PER_LOOK);
                black_box(results.sum);
                calls += CALLS_PER_LOOK;
                errors += results.errors;
                elapsed = start.elapsed();
            }
        });
        Tally { calls, errors, elapsed, delayed: self::delayed().saturating_sub(delayed) }
    }
}

/// How long this thread has waited for a processor since it began; nothing where the system does
/// not say, and no slice counts as disturbed then.
fn delayed() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').nth(1).and_then(|field| field.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// Waits until no other thread of the process does anything, a second at most for each million
/// calls that a slice may have left behind.
pub fn wait_for_quiet(at_most: Duration) {
    let busy = || -> u64 {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let ran = tasks.filter_map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        ran.sum()
    };
    let pause = Duration::from_millis(120);
    let end = Instant::now() + at_most;
    let mut before = busy();
    while Instant::now() < end {
        thread::sleep(pause);
        let after = busy();
        if after.saturating_sub(before) < 5_000_000 {
            return;
        }
        before = after;
    }
}
