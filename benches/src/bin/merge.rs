//! How long it takes to read the cells of many threads into a snapshot, while they live.

use std::env;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

use census_benches::series::median;

census_benches::thousand!(latency = LATENCY);

/// Threads, and so shards.
const THREADS: usize = 64;

/// Functions with 16 cells each, the sums and the buckets: together 10,000.
const FUNCTIONS: usize = 625;

/// Calls of each function by each thread, so that every cell's number can be checked.
const CALLS: u64 = 3;

/// Snapshots, of which the median is taken.
const SNAPSHOTS: usize = 101;

/// Milliseconds that a snapshot may take, and ought to.
const MUST: f64 = 5.0;
const AIM: f64 = 1.0;

fn main() {
    let functions: Arc<[_]> = all().into_iter().take(FUNCTIONS).collect();
    let (touched, done) =
        (Arc::new(Barrier::new(THREADS + 1)), Arc::new(Barrier::new(THREADS + 1)));
    for _ in 0..THREADS {
        let (functions, touched, done) = (functions.clone(), touched.clone(), done.clone());
        thread::spawn(move || {
            for function in functions.iter() {
                for _ in 0..CALLS {
                    let _ = function();
                }
            }
            touched.wait();
            done.wait();
        });
    }
    touched.wait();

    let mut milliseconds = Vec::new();
    for _ in 0..SNAPSHOTS {
        let start = Instant::now();
        let snapshot = census::snapshot();
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
        let latencies = snapshot.only("latency/");
        let calls: u64 = latencies.views().iter().map(|data| data.count()).sum();
        assert_eq!(calls, (THREADS * FUNCTIONS) as u64 * CALLS, "a call is missing");
    }
    done.wait();

    let merge = median(milliseconds);
    let verdict = match merge {
        aim if aim <= AIM => "aim reached",
        must if must <= MUST => "met",
        _ => "MISSED",
    };
    println!(
        "{THREADS} shards x {} cells into a snapshot: {merge:.2} ms (must <= {MUST}, aim <= \
         {AIM}): {verdict}",
        FUNCTIONS * 16,
    );
    if verdict == "MISSED" && env::args().any(|word| word == "--check") {
        std::process::exit(1);
    }
}
