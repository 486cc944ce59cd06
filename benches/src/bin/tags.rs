//! What it costs to work under tags: to read the current ones, to enter a scope, to poll a future.

use std::env;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Instant;

use census::tags::{InTags, Propagation, current_id, with_current};
use census::{TagKey, TagMap};
use census_benches::series::median;

const CALLER: TagKey = TagKey::new("caller");
const METHOD: TagKey = TagKey::new("method");

/// Rounds, of which the median is taken.
const ROUNDS: usize = 401;

/// Nanoseconds of a round: short, so that most are not interrupted.
const ROUND: f64 = 50_000.0;

/// Nanoseconds that reading the id may take, the loop included.
const MUST_READ: f64 = 2.0;

/// A thing to do again and again, alone or on two threads that share the map.
struct Act {
    name: &'static str,
    make: fn(&TagMap) -> f64,
}

const ACTS: &[Act] = &[
    Act { name: "nothing", make: |_| time(|| ()) },
    Act {
        name: "read the id of the current map",
        make: |tags| tags.clone().scope(|| time(current_id)),
    },
    Act { name: "read in place, no scope open", make: |_| time(read) },
    Act { name: "read in place, in a scope", make: |tags| tags.clone().scope(|| time(read)) },
    Act {
        name: "read in place, look one of two up",
        make: |tags| {
            let found = || with_current(|tags| tags.get(black_box(METHOD)).map_or(0, str::len));
            tags.clone().scope(|| time(found))
        },
    },
    Act {
        name: "TagMap::current()",
        make: |tags| tags.clone().scope(|| time(|| drop(black_box(TagMap::current())))),
    },
    Act {
        name: "poll of a future in tags, without",
        make: |_| {
            let mut future = pin!(std::future::pending::<()>());
            let mut context = Context::from_waker(Waker::noop());
            time(|| future.as_mut().poll(&mut context).is_ready())
        },
    },
    Act {
        name: "poll of a future in tags",
        make: |tags| {
            let mut future = pin!(std::future::pending::<()>().in_tags(tags.clone()));
            let mut context = Context::from_waker(Waker::noop());
            time(|| future.as_mut().poll(&mut context).is_ready())
        },
    },
    Act { name: "enter and leave, with a clone", make: |tags| time(|| drop(tags.clone().enter())) },
    Act {
        name: "edit: two upserts on the current map",
        make: |tags| tags.clone().scope(|| time(|| black_box(edit()).len())),
    },
    Act {
        name: "edit, enter and leave",
        make: |tags| tags.clone().scope(|| time(|| drop(edit().enter()))),
    },
    Act {
        name: "to_grpc and from_grpc",
        make: |tags| {
            let propagation = Propagation::new();
            time(|| propagation.from_grpc(&propagation.to_grpc(tags)).map_or(0, |tags| tags.len()))
        },
    },
];

fn read() -> bool {
    with_current(|tags| black_box(tags).is_empty())
}

fn edit() -> TagMap {
    let edit = TagMap::current().edit().upsert(METHOD, "put").upsert(CALLER, "cart");
    edit.build().expect("legal tags")
}

/// Nanoseconds for each time.
fn time<T>(mut act: impl FnMut() -> T) -> f64 {
    let mut round = |times: u32| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(act());
        }
        start.elapsed().as_nanos() as f64 / f64::from(times)
    };
    let rough = median((0..9).map(|_| round(100)).collect());
    let times = (ROUND / rough.max(0.1)) as u32 + 1;
    median((0..ROUNDS).map(|_| round(times)).collect())
}

fn main() {
    let tags = TagMap::new().edit().upsert(METHOD, "get").upsert(CALLER, "checkout");
    let tags = tags.build().expect("legal tags");
    let mut missed = false;
    println!("| ns | 1 thread | 2 threads |\n|---|--:|--:|");
    for Act { name, make } in ACTS {
        let one = make(&tags);
        let two = thread::scope(|threads| {
            let other = threads.spawn(|| make(&tags));
            let mine = make(&tags);
            let other = other.join().expect("a thread that measures");
            f64::midpoint(mine, other)
        });
        println!("| {name} | {one:.1} | {two:.1} |");
        missed |= name.starts_with("read the id") && one > MUST_READ;
    }
    println!("\nread the id <= {MUST_READ} ns: {}", if missed { "MISSED" } else { "met" });
    if missed && env::args().any(|word| word == "--check") {
        std::process::exit(1);
    }
}
