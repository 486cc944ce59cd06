//! A global allocator that is itself measured: census, which allocates, neither waits for itself
//! nor calls itself for ever, and says what it had to refuse. And what threads cost in memory.
#![allow(unsafe_code)] // An allocator is unsafe; this one only passes on what it is asked.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use census::__private::{Asked, Call, Function, InFlight, Latency};
use census::export::Memory;
use census::{
    Aggregation, Bounds, Data, Measure, Outcome, SpanContext, TagKey, TagMap, TagValue, TimeUnit,
    View, measured, testing,
};
use census_tests::{NOTHING, alone, count};

static ALLOC: Function = Function::new(Asked {
    count: Some("allocator/allocs"),
    in_flight: Some("allocator/in_flight"),
    ..NOTHING
});
static REALLOC: Function = Function::new(Asked {
    errors: Some("allocator/realloc/failures"),
    latency: Some(Latency {
        name: "allocator/realloc/latency",
        unit: TimeUnit::Seconds,
        bounds: &(&[1_000_u64] as &[_]),
    }),
    ..NOTHING
});
static DEALLOC: Function = Function::new(Asked { count: Some("allocator/deallocs"), ..NOTHING });
/// Called by nobody else: it finds its first caller where no lock may be waited for.
static LARGE: Function = Function::new(Asked { count: Some("allocator/large"), ..NOTHING });

static MEASURED: AtomicBool = AtomicBool::new(false);
static ALLOCS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);
/// Times that anybody asked for memory.
static ASKED: AtomicU64 = AtomicU64::new(0);

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size() as i64, Relaxed);
        ASKED.fetch_add(1, Relaxed);
        if MEASURED.load(Relaxed) {
            ALLOCS.fetch_add(1, Relaxed);
            let _flight = InFlight::start(&ALLOC);
            drop(Call::<false, false>::start(&ALLOC));
            if layout.size() > 512 {
                drop(Call::<false, false>::start(&LARGE));
            }
        }
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        BYTES.fetch_add(size as i64 - layout.size() as i64, Relaxed);
        ASKED.fetch_add(1, Relaxed);
        if MEASURED.load(Relaxed) {
            Call::<true, true>::start(&REALLOC).end(Outcome::Ok);
        }
        // SAFETY: as above.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size() as i64, Relaxed);
        if MEASURED.load(Relaxed) {
            drop(Call::<false, false>::start(&DEALLOC));
        }
        // SAFETY: as above.
        unsafe { System.dealloc(old, layout) }
    }
}

/// Allocates, reallocates and frees.
fn work() {
    let mut bytes = vec![0_u8; 10];
    bytes.extend_from_slice(&[1; 1000]);
    drop(std::hint::black_box(bytes));
}

#[test]
fn the_first_act_of_all_may_be_any() {
    // Each takes locks, and allocates while it holds them.
    alone(|| {
        MEASURED.store(true, Relaxed);
        drop(census::snapshot());
        work();
    });
}

#[test]
fn a_thread_that_ends_does_not_wait_for_itself() {
    // It may allocate while it gives its shard back: its allocator's record must not wait for the
    // lock that it holds.
    alone(|| {
        MEASURED.store(true, Relaxed);
        for _ in 0..5 {
            let threads = [(); 20].map(|()| thread::spawn(work));
            threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
        }
    });
}

#[test]
fn every_act_of_census_allocates_and_none_waits_for_itself() {
    alone(|| {
        MEASURED.store(true, Relaxed);
        let scope = testing::scope();
        work();
        thread::spawn({
            let handle = scope.handle();
            move || handle.run(work)
        })
        .join()
        .expect("a thread");
        assert!(count(&scope.snapshot(), "allocator/allocs") > 0);
        drop(scope);
        census::check().expect("no conflict");
        for measure in ["allocator/allocs", "allocator/deallocs", "allocator/realloc/latency"] {
            let name = format!("{measure}/further");
            View::builder(name.clone(), measure).count().expect("a free name");
            work();
            assert!(census::read(&name).expect("a registered view").count() > 0);
            census::unregister(&name).expect("a registered view");
            View::builder(name.clone(), measure).count().expect("a free name");
            thread::spawn(work).join().expect("a thread");
            assert!(census::find(&name).is_some());
        }
        let census = census::start().export(Memory::new()).run().expect("a start");
        thread::spawn(work).join().expect("a thread");
        assert!(census.flush(Duration::from_secs(60)).is_ok());
        assert!(census.shutdown(Duration::from_secs(60)).is_ok());
    });
}

#[test]
fn a_record_is_counted_or_counted_as_refused() {
    alone(|| {
        MEASURED.store(true, Relaxed);
        for _ in 0..10 {
            let threads = [(); 4].map(|()| thread::spawn(|| (0..100).for_each(|_| work())));
            threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
        }
        let before = ALLOCS.load(Relaxed);
        let snapshot = census::snapshot();
        let after = ALLOCS.load(Relaxed);
        let counted = count(&snapshot, "allocator/allocs");
        let refused = count(&snapshot, "census/refused_records");
        assert!(counted <= after && before <= counted + refused, "{before} {counted} {refused}");
        assert!(refused < before / 10, "{refused} of {before}");
    });
}

/// Keys by number, for views of many columns.
#[derive(TagValue)]
enum Size {
    Small,
    Large,
}

const KEYS: [TagKey; 20] = {
    const NAMES: [&str; 20] = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t",
    ];
    let mut keys = [TagKey::new("a"); 20];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = TagKey::new(NAMES[at]);
        at += 1;
    }
    keys
};

#[test]
fn a_record_in_a_row_that_the_thread_knows_allocates_nothing() {
    static CALLS: Measure<i64> = Measure::new("allocator/calls", "1");
    static SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(&[1.0, 5.0]));
    static TWO: &[TagKey] = &[KEYS[0], KEYS[1]];
    static VIEWS: [View; 6] = [
        View::new("allocator/count", &CALLS, Aggregation::Count).columns(TWO),
        View::new("allocator/sum", &CALLS, Aggregation::Sum).columns(TWO),
        View::new("allocator/last", &CALLS, Aggregation::LastValue).columns(&[KEYS[1], KEYS[0]]),
        View::new("allocator/wide", &CALLS, SPREAD).columns(&KEYS),
        View::new("allocator/full", &CALLS, Aggregation::Count).columns(TWO).rows_max(3),
        View::new("allocator/goes", &CALLS, Aggregation::Count)
            .columns(TWO)
            .rows_expire_after(Duration::from_secs(60)),
    ];
    alone(|| {
        VIEWS.iter().for_each(|view| census::register(view).expect("a free name"));
        let values: Vec<String> = (0..100).map(|at| format!("value number {at}")).collect();
        let map = |value: &String| TagMap::new().edit().insert(KEYS[0], &**value).build();
        let maps: Vec<TagMap> = values.iter().map(|value| map(value).expect("tags")).collect();
        let record = || {
            for (value, map) in values.iter().zip(&maps) {
                CALLS.record_with(1, &[(KEYS[0], &**value), (KEYS[1], "short")]);
                CALLS.record_with(2, ((KEYS[1], value), (KEYS[0], "")));
                CALLS.record_with(3, &[(KEYS[19], value)]);
                map.clone().scope(|| {
                    CALLS.record(4);
                    CALLS.record_with(5, &[(KEYS[1], value)]);
                });
            }
            for number in 0..100_i64 {
                CALLS.record_with(6, ((KEYS[0], number), (KEYS[1], number % 2 == 0)));
                CALLS.record_with(7, &[(KEYS[0], Some(number - 50)), (KEYS[1], None)]);
                CALLS.record_with(8, (KEYS[1], i128::MIN + i128::from(number)));
                CALLS.record_with(9, ((KEYS[0], Size::Large), (KEYS[1], number), (KEYS[2], true)));
                CALLS.record_with(9, &[(KEYS[0], Size::Small), (KEYS[1], Size::Large)][..]);
            }
        };
        record();
        let before = ASKED.load(Relaxed);
        record();
        assert_eq!(ASKED.load(Relaxed) - before, 0);
    });
}

#[test]
fn a_flood_of_values_takes_no_more_memory_than_the_rows_that_there_may_be() {
    static CALLS: Measure<i64> = Measure::new("allocator/flood", "1");
    const ROWS: i64 = 200;
    static STAYS: View = View::new("allocator/flood/stays", &CALLS, Aggregation::Count)
        .columns(&[KEYS[0]])
        .rows_max(ROWS as u16);
    static GOES: View = View::new("allocator/flood/goes", &CALLS, Aggregation::Count)
        .columns(&[KEYS[0]])
        .rows_max(ROWS as u16)
        .rows_expire_after(Duration::ZERO);
    alone(|| {
        [&STAYS, &GOES].into_iter().for_each(|view| census::register(view).expect("a free name"));
        let flood = |round: i64| {
            for at in 0..3 * ROWS {
                CALLS.record_with(1, &[(KEYS[0], &format!("{round:09}/{at:09}"))]);
            }
            // All rows go, and the next round's come.
            (0..2).for_each(|_| drop(census::snapshot()));
        };
        (0..3).for_each(flood);
        let before = BYTES.load(Relaxed);
        (3..50).for_each(flood);
        let grown = BYTES.load(Relaxed) - before;
        assert!(grown < 4096, "{grown} bytes for 28,200 values");
    });
}

#[test]
fn a_view_that_is_refused_or_built_again_costs_no_memory() {
    // Regression: its bounds were leaked before they were looked at.
    alone(|| {
        drop(Call::<false, false>::start(&ALLOC));
        let build = || {
            let view = |name| View::builder(name, "allocator/allocs");
            view("allocator/view").distribution(&[2.0, 1.0]).expect_err("wrong bounds");
            view("not a name").distribution(&[1.0, 2.0]).expect_err("a wrong name");
            let unknown = View::builder("allocator/view", "allocator/unknown");
            unknown.distribution(&[1.0, 2.0]).expect_err("an unknown measure");
            view("allocator/view").distribution(&[1.0, 2.0]).expect("a view");
            view("allocator/view").sum().expect_err("another meaning");
            census::unregister("allocator/view").expect("a registered view");
        };
        (0..5).for_each(|_| build());
        let before = BYTES.load(Relaxed);
        (0..500).for_each(|_| build());
        let grown = BYTES.load(Relaxed) - before;
        assert!(grown < 4096, "{grown} bytes for 2,500 views");
    });
}

#[test]
fn a_call_with_tags_allocates_where_it_is_the_first_of_its_row_and_never_again() {
    #[derive(Clone, Copy, TagValue)]
    enum Good {
        No,
        Yes,
    }
    const GOOD: TagKey = TagKey::closed::<Good>("good");
    const REGION: TagKey = TagKey::new("region");

    #[measured(count = "allocator/closed", tags(good = good))]
    fn closed(good: Good) -> bool {
        matches!(good, Good::Yes)
    }
    #[measured(
        count = "allocator/open",
        errors = "allocator/open/errors",
        latency = "allocator/open/latency",
        in_flight = "allocator/open/in_flight",
        tags(
            "number" = number,
            region,
            good = |result| if result.is_ok() { Good::Yes } else { Good::No },
        ),
    )]
    fn open(number: u8) -> Result<u8, u8> {
        if number.is_multiple_of(2) { Ok(number) } else { Err(number) }
    }
    alone(|| {
        View::builder("allocator/open/by_good", "allocator/open")
            .columns(&[GOOD])
            .count()
            .expect("a view");
        let tags = TagMap::new().edit().insert(REGION, "eu").build().expect("a tag");
        tags.scope(|| {
            let call = |number: u8| {
                closed(if number.is_multiple_of(3) { Good::No } else { Good::Yes });
                let _ = open(number % 4);
            };
            (0..=255).for_each(call);
            MEASURED.store(true, Relaxed);
            let allocs = ALLOCS.load(Relaxed);
            (0..=255).for_each(call);
            // The test's harness has a thread too.
            let allocs = ALLOCS.load(Relaxed) - allocs;
            assert!(allocs < 100, "{allocs} allocations for 512 calls");
        });
    });
}

#[test]
fn an_exemplar_allocates_where_it_is_the_first_and_never_again() {
    const BOUNDS: Bounds = Bounds::new(&[1.0, 2.0]);
    const REGION: TagKey = TagKey::new("region");
    static ITEMS: Measure<i64> = Measure::new("allocator/items", "1");
    static ALL: View = View::new("allocator/items/all", &ITEMS, Aggregation::Distribution(BOUNDS));
    static BY_REGION: View =
        View::new("allocator/items/by_region", &ITEMS, Aggregation::Distribution(BOUNDS))
            .columns(&[REGION]);
    alone(|| {
        let span =
            |number: u8| SpanContext { trace_id: [number; 16], span_id: [1; 8], sampled: true };
        for view in [&ALL, &BY_REGION] {
            census::register(view).expect("a free name");
        }
        census::exemplars(move || Some(span(7)));
        let record = |number: u8| {
            let tags = &[(REGION, "eu")];
            let texts = &[("note", "cold cache")];
            ITEMS.measurement(1).tags(tags).span(span(number)).attach(texts).record();
            ITEMS.record(2);
            Call::<true, true>::start(&REALLOC).end(Outcome::Ok);
        };
        record(1);
        MEASURED.store(true, Relaxed);
        record(2);
        let before = BYTES.load(Relaxed);
        let allocs = ALLOCS.load(Relaxed);
        (0..=255).for_each(record);
        // The test's harness has a thread too.
        let (allocs, grown) = (ALLOCS.load(Relaxed) - allocs, BYTES.load(Relaxed) - before);
        assert!(allocs < 100 && grown < 4096, "{allocs} and {grown} bytes for 1,280 exemplars");
        // And one whose allocator takes exemplars too waits for nobody.
        work();
        let snapshot = census::snapshot();
        assert_eq!(count(&snapshot, "allocator/items/all"), 2 * 258);
        for view in ["allocator/items/all", "allocator/realloc/latency"] {
            let row = &snapshot.view(view).expect("the view").rows()[0];
            let Data::Distribution(data) = &row.data else { panic!("{row:?}") };
            assert!(!data.exemplars.is_empty(), "{view}");
        }
    });
}

#[test]
fn threads_one_after_another_use_the_same_shard() {
    alone(|| {
        let generation = || {
            let threads = [(); 4].map(|()| {
                thread::spawn(|| {
                    drop(Call::<false, false>::start(&ALLOC));
                    Call::<true, true>::start(&REALLOC).end(Outcome::Ok);
                })
            });
            threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
        };
        (0..20).for_each(|_| generation());
        let before = BYTES.load(Relaxed);
        (0..500).for_each(|_| generation());
        let grown = BYTES.load(Relaxed) - before;
        assert!(grown < 4096, "{grown} bytes for 2,000 threads");
    });
}
