//! What a count by two closed tags costs, 3 × 3 values, beside `measured`'s counter of fixed
//! cardinality; on one thread and on two.

use std::env;
use std::iter;
use std::process::ExitCode;
use std::time::Duration;

use census_benches::closed;
use census_benches::crew::Crew;
use census_benches::peers::census;
use census_benches::series::Series;
use census_benches::work::Work;

/// Rounds, of which the median is taken.
const ROUNDS: usize = 301;

/// How long each function is called in a round.
const SLICE: Duration = Duration::from_millis(1);

/// Slices that are tried again where something else disturbed them.
const TRIES_MAX: usize = 3;

const WORKS: [(&str, Work); 3] = [
    ("the function alone", closed::bare),
    ("census", closed::count),
    ("measured, fixed cardinality", closed::peer),
];

fn main() -> ExitCode {
    census::begin();
    let crew = Crew::new(2);
    let mut series: Vec<[Series; 2]> = WORKS.iter().map(|_| Default::default()).collect();
    for (_, work) in WORKS {
        crew.run(work, 2, SLICE * 10);
    }
    let before = closed::census_counted();
    for round in 0..ROUNDS {
        for step in 0..WORKS.len() {
            let at = (round + step) % WORKS.len();
            for (threads, series) in iter::zip([1, 2], &mut series[at]) {
                let run = |_| crew.run(WORKS[at].1, threads, SLICE);
                series.push(&mut (0..TRIES_MAX).map(run));
            }
        }
    }
    println!("| ns per call | 1 thread | 2 threads |\n|---|--:|--:|");
    for ((name, _), [one, two]) in iter::zip(WORKS, &series) {
        println!("| {name} | {:.1} | {:.1} |", one.nanoseconds(), two.nanoseconds());
    }
    let [_, [one, two], [peer_one, peer_two]] = &series[..] else { return ExitCode::FAILURE };
    let made = one.calls() + two.calls();
    let counted = closed::census_counted() - before;
    println!("\n{made} calls made, {counted} counted");
    let mut met = made == counted;
    let mut require = |what: &str, measured: f64, is_met: bool, must: &str| {
        let verdict = if is_met { "met" } else { "MISSED" };
        println!("{what}: {measured:.2} x (must {must}): {verdict}");
        met &= is_met;
    };
    let by = one.by(peer_one);
    require("one thread, census by measured", by, by <= 1.3, "<= 1.3");
    let by = peer_two.by(two);
    require("two threads, measured by census", by, by >= 2.0, ">= 2");
    let checks = env::args().any(|word| word == "--check");
    if met || !checks { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
