//! What a recording thread notices of an exporter that hangs, fails, or whose backend reads slowly:
//! nothing.
//!
//! Slices with such an exporter and without, in turn; a snapshot of 10,000 rows is taken every
//! second.

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use census::export::Otlp;
use census::{Aggregation, Bounds, Measure, View};
use census_benches::crew::Crew;
use census_benches::peers;
use census_benches::row::Kind;
use census_benches::series::median;
use census_benches::sink::Sink;
use census_benches::work::{BOUNDS, Work};

const ROWS: usize = 10_000;

/// Rounds, in which each row is measured once with one thread and once with two.
const ROUNDS: usize = 15;

/// How long a slice lasts: an export and more.
const SLICE: Duration = Duration::from_millis(1_200);

/// What a ratio may differ from 1: what the row without an exporter, measured twice, differs by on
/// a machine that does other things.
const NOISE: f64 = 0.05;

/// What the exporter's backend does; nothing where there is none.
const BACKENDS: [(&str, Option<&str>); 5] = [
    ("no exporter", None),
    ("no exporter, again", None),
    ("the backend hangs", Some("hang")),
    ("the backend fails", Some("fail")),
    ("the backend reads slowly", Some("slow")),
];

static LATENCY: Measure<f64> = Measure::new("undisturbed/latency", "s");

fn main() -> ExitCode {
    let sink = Sink::start();
    let rounds = if env::args().any(|word| word == "--quick") { 3 } else { ROUNDS };
    for row in 0..ROWS {
        let name: &'static str = format!("undisturbed/latency_{row:05}").leak();
        let bounds = Aggregation::Distribution(Bounds::new(&BOUNDS));
        let view = &*Box::leak(Box::new(View::new(name, &LATENCY, bounds)));
        census::register(view).expect("a name of its own");
    }
    LATENCY.record(0.5);
    let work = census_full();
    let crew = Crew::new(2);
    // Until the clock is calibrated, latencies are read from another one.
    with_backend(&sink, None, || crew.run(work, 2, SLICE * 2).nanoseconds);
    let mut times: Vec<[Vec<f64>; 2]> = vec![Default::default(); BACKENDS.len()];
    for round in 0..rounds {
        for turn in 0..BACKENDS.len() {
            let at = (round + turn) % BACKENDS.len();
            for threads in [1, 2] {
                let time = with_backend(&sink, BACKENDS[at].1, || {
                    crew.run(work, threads, SLICE).nanoseconds
                });
                times[at][threads - 1].push(time);
            }
        }
    }
    println!(
        "{:<26}{:>10}{:>10}{:>12}{:>10}",
        "ns per call", "1 thread", "ratio", "2 threads", "ratio"
    );
    let mut missed = false;
    for ((name, backend), own) in BACKENDS.iter().zip(&times) {
        let ratio = |threads: usize| {
            let ratios = own[threads].iter().zip(&times[0][threads]).map(|(own, base)| own / base);
            median(ratios.collect())
        };
        let ratios = [ratio(0), ratio(1)];
        let ns = [0, 1].map(|threads| median(own[threads].clone()));
        println!("{name:<26}{:>10.1}{:>10.3}{:>12.1}{:>10.3}", ns[0], ratios[0], ns[1], ratios[1]);
        missed |= backend.is_some() && ratios[0] > 1.0 + NOISE;
    }
    println!("one thread: at most {NOISE} more: {}", if missed { "MISSED" } else { "met" });
    match missed && env::args().any(|word| word == "--check") {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// The function whose calls, errors and latency are measured.
fn census_full() -> Work {
    let rows = peers::all();
    let full = rows.iter().filter(|row| row.kind == Kind::Census).find_map(|row| row.full);
    full.expect("census measures latencies").work
}

/// Measures while an exporter is busy with its backend; without one, snapshots are taken all the
/// same.
fn with_backend(sink: &Sink, backend: Option<&str>, measure: impl FnOnce() -> f64) -> f64 {
    let mut start = census::start().interval(Duration::from_secs(1)).on_error(|_, _| {});
    if let Some(backend) = backend {
        start = start.export(Otlp::new(sink.url(backend)).timeout(Duration::from_secs(2)));
    }
    let census = start.run().expect("a start");
    let before = Instant::now();
    let _ = census.flush(Duration::from_millis(50)); // So that it is under way from the beginning.
    let time = measure();
    let _ = census.shutdown(Duration::from_millis(50));
    assert!(before.elapsed() < SLICE * 3, "nobody waits for the backend");
    time
}
