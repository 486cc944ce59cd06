//! The engine from a call to a snapshot, without the macros.

use crate::private::{Asked, Call, Function, InFlight, Latency};
use crate::shard::here;
use crate::{Aggregation, Bounds, Data, Measure, Number, Outcome, TimeUnit, View, testing};
use std::cell::RefCell;

const ASKED: Asked = Asked { path: "", count: None, errors: None, latency: None, in_flight: None };

static COUNTED: Function =
    Function::new(Asked { count: Some("engine/counted"), path: "engine::counted", ..ASKED });

static JUDGED: Function = Function::new(Asked {
    count: Some("engine/judged/calls"),
    errors: Some("engine/judged/failures"),
    ..ASKED
});

static TIMED: Function = Function::new(Asked {
    count: Some("engine/timed/calls"),
    errors: Some("engine/timed/failures"),
    latency: Some(Latency {
        name: "engine/timed/latency",
        unit: TimeUnit::Milliseconds,
        bounds: &(&[1_000_000_000_u64, 60_000_000_000] as &[_]),
    }),
    in_flight: Some("engine/timed/in_flight"),
    ..ASKED
});

#[test]
fn a_counted_call_counts_one() {
    let scope = testing::scope();
    for _ in 0..3 {
        drop(Call::<false, false>::start(&COUNTED));
    }
    let snapshot = scope.snapshot().only("engine/counted");
    assert_eq!(snapshot.to_string(), "engine/counted [1]\n  count=3\n");
}

#[test]
fn counted_calls_in_flight_stand_beside_their_count() {
    static FLYING: Function = Function::new(Asked {
        count: Some("engine/flying/calls"),
        in_flight: Some("engine/flying/now"),
        ..ASKED
    });
    let scope = testing::scope();
    let flights = [(); 2].map(|()| InFlight::start(&FLYING));
    drop(Call::<false, false>::start(&FLYING));
    let read = || scope.snapshot().only("engine/flying/").to_string();
    assert_eq!(read(), "engine/flying/calls [1]\n  count=1\nengine/flying/now [1]\n  last=2\n");
    drop(flights);
    assert_eq!(read(), "engine/flying/calls [1]\n  count=1\nengine/flying/now [1]\n  last=0\n");
}

#[test]
fn a_function_that_a_thread_has_not_called_has_no_cells_in_it() {
    static CALLED: Function = Function::new(Asked { errors: Some("engine/cells/called"), ..ASKED });
    static NOT: Function = Function::new(Asked { errors: Some("engine/cells/not"), ..ASKED });
    let call = |function| Call::<false, true>::start(function).end(Outcome::Ok);
    let has_cells = |function: &'static Function| here::cells(&function.place).is_some();
    [&CALLED, &NOT].into_iter().for_each(call);
    assert!(has_cells(&CALLED) && has_cells(&NOT));
    let other = std::thread::spawn(move || {
        call(&CALLED);
        (has_cells(&CALLED), has_cells(&NOT))
    });
    assert_eq!(other.join().ok(), Some((true, false)));
}

#[test]
fn every_call_ends_in_one_outcome() {
    let scope = testing::scope();
    Call::<false, true>::start(&JUDGED).end(Outcome::Ok);
    Call::<false, true>::start(&JUDGED).end(Outcome::Error);
    drop(Call::<false, true>::start(&JUDGED));
    drop(Call::<false, true>::start_async(&JUDGED));
    assert_eq!(
        scope.snapshot().only("engine/judged").to_string(),
        "engine/judged/calls [1]\n  count=4\nengine/judged/failures [1]\n  count=2\n"
    );
}

#[test]
fn a_timed_call_is_in_one_bucket_and_in_flight_until_it_ends() {
    let scope = testing::scope();
    let flight = InFlight::start(&TIMED);
    Call::<true, true>::start(&TIMED).end(Outcome::Ok);
    Call::<true, true>::start(&TIMED).end(Outcome::Error);
    let snapshot = scope.snapshot();
    assert_eq!(
        snapshot.only("engine/timed/calls").to_string(),
        "engine/timed/calls [1]\n  count=2\n"
    );
    let failures = snapshot.view("engine/timed/failures").map(|view| view.count());
    assert_eq!(failures, Some(1));
    let latency = snapshot.view("engine/timed/latency").map(|view| view.to_string());
    let latency = latency.unwrap_or_default();
    assert!(latency.starts_with("engine/timed/latency [ms]\n  count=2 sum=0.0"), "{latency}");
    assert!(latency.ends_with("buckets=2 |1000| 0 |60000| 0\n"), "{latency}");
    let in_flight = snapshot.only("engine/timed/in_flight").to_string();
    assert_eq!(in_flight, "engine/timed/in_flight [1]\n  last=1\n");
    drop(flight);
    let in_flight = scope.snapshot().only("engine/timed/in_flight").to_string();
    assert_eq!(in_flight, "engine/timed/in_flight [1]\n  last=0\n");
}

#[test]
fn a_further_view_on_a_functions_measure_takes_what_comes_after_it() {
    static FURTHER: Function = Function::new(Asked {
        latency: Some(Latency {
            name: "engine/further/latency",
            unit: TimeUnit::Seconds,
            bounds: &(&[1_000_000_000_u64] as &[_]),
        }),
        ..ASKED
    });
    let call = || drop(Call::<true, false>::start(&FURTHER));
    let read = |name| crate::read(name).map(|view| view.count());
    call();
    let view = View::builder("engine/further/fine", "engine/further/latency");
    view.clone().distribution(&[1e-3, 1e-2]).expect("a known measure");
    assert_eq!(read("engine/further/fine"), Some(0));
    call();
    call();
    assert_eq!(read("engine/further/fine"), Some(2));
    assert_eq!(read("engine/further/latency"), Some(3));
    assert!(crate::unregister("engine/further/fine").is_some());
    call();
    assert_eq!(read("engine/further/fine"), None);
    // Again: nothing of before is in it.
    view.distribution(&[1e-3, 1e-2]).expect("the same view");
    assert_eq!(read("engine/further/fine"), Some(0));
    call();
    assert_eq!(read("engine/further/fine"), Some(1));
    assert_eq!(read("engine/further/latency"), Some(5));
}

#[test]
fn a_measure_feeds_all_its_views() {
    static ITEMS: Measure<i64> = Measure::new("engine/items", "1");
    static SUM: View = View::new("engine/items/sum", &ITEMS, Aggregation::Sum);
    static LAST: View = View::new("engine/items/last", &ITEMS, Aggregation::LastValue);
    static SPREAD: View = View::new(
        "engine/items/spread",
        &ITEMS,
        Aggregation::Distribution(Bounds::new(&[0.0, 2.0, 5.0])),
    );
    for view in [&SUM, &LAST, &SPREAD] {
        crate::register(view).expect("names of its own");
    }
    let scope = testing::scope();
    for value in [1, 2, -4, 5] {
        ITEMS.record(value);
    }
    assert_eq!(
        scope.snapshot().only("engine/items").to_string(),
        "engine/items/last [1]\n  last=5\n\
         engine/items/spread [1]\n  count=4 sum=4 buckets=1 |0| 1 |2| 1 |5| 1\n\
         engine/items/sum [1]\n  sum=8\n"
    );
}

#[test]
fn threads_that_come_and_go_lose_nothing() {
    let scope = testing::scope();
    let handle = scope.handle();
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let handle = handle.clone();
            std::thread::spawn(move || {
                handle.run(|| {
                    for _ in 0..1000 {
                        Call::<true, true>::start(&TIMED).end(Outcome::Error);
                    }
                });
            })
        })
        .collect();
    let mut seen = 0;
    while threads.iter().any(|thread| !thread.is_finished()) {
        let snapshot = scope.snapshot();
        let count = |name| snapshot.view(name).map_or(0, |view| view.count());
        let (calls, failures) = (count("engine/timed/calls"), count("engine/timed/failures"));
        assert!(calls >= seen && failures <= calls, "{seen} {calls} {failures}");
        assert_eq!(count("engine/timed/latency"), calls);
        seen = calls;
    }
    threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
    assert_eq!(scope.snapshot().view("engine/timed/calls").map(|view| view.count()), Some(64_000));
}

#[test]
fn a_scope_begins_at_zero_whoever_had_its_shards_before() {
    for _ in 0..100 {
        let scope = testing::scope();
        let handle = scope.handle();
        let call = || handle.run(|| Call::<true, true>::start(&TIMED).end(Outcome::Error));
        std::thread::scope(|threads| drop(threads.spawn(call)));
        call();
        let snapshot = scope.snapshot();
        let count = |name| snapshot.view(name).map(|view| view.count());
        assert_eq!(count("engine/timed/latency"), Some(2));
        assert_eq!(count("engine/timed/failures"), Some(2));
    }
}

#[test]
fn a_scope_that_outlives_its_threads_storage_ends_in_peace() {
    thread_local! {
        /// Made before the thread's lease, and so dropped after it.
        static LATE: RefCell<Option<testing::Scope>> = const { RefCell::new(None) };
    }
    let thread = std::thread::spawn(|| {
        LATE.with_borrow_mut(|late| *late = Some(testing::scope()));
        drop(Call::<false, false>::start(&COUNTED));
    });
    assert!(thread.join().is_ok());
}

#[test]
fn a_sum_is_whole_however_fast_its_thread_records() {
    static CHANGES: Measure<i64> = Measure::new("engine/changes", "1");
    static SPREAD: View = View::new(
        "engine/changes/spread",
        &CHANGES,
        Aggregation::Distribution(Bounds::new(&[0.0])),
    );
    crate::register(&SPREAD).expect("a name of its own");
    let scope = testing::scope();
    let handle = scope.handle();
    let writer = std::thread::spawn(move || {
        handle.run(|| {
            for at in 0..200_000 {
                CHANGES.record(if at % 2 == 0 { -1 } else { 1 });
                // Under a sanitizer a write takes as long as many reads: a pause, or none gets by.
                let pauses = if cfg!(census_sanitizer) { 100 } else { 0 };
                (0..pauses).for_each(|_| std::hint::spin_loop());
            }
        });
    });
    while !writer.is_finished() {
        let snapshot = scope.snapshot();
        let Some(Data::Distribution(spread)) = snapshot
            .view("engine/changes/spread")
            .and_then(|view| Some(&view.rows().first()?.data))
        else {
            panic!("no distribution")
        };
        // Regression: -1 with its low half alone is the last i64.
        let sum = -((spread.count() % 2) as i64);
        assert_eq!(spread.sum, Number::I64(sum), "{spread:?}");
    }
}
