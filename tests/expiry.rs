//! Rows that go when nobody touches them: what was counted in them, and who gets their places.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use census::export::{ExportError, Exporter};
use census::{
    Aggregation, Bounds, Data, Measure, RemoveError, Snapshot, TagKey, TagMap, View, testing,
};
use census_tests::{alone, count};

const USER: TagKey = TagKey::new("user");
const OTHER: TagKey = TagKey::new("other");

/// Rows go with the second snapshot that finds them as they were.
const AT_ONCE: Duration = Duration::ZERO;

static CALLS: Measure<i64> = Measure::new("expiry/calls", "1");
static COUNT: View = View::new("expiry/count", &CALLS, Aggregation::Count)
    .columns(&[USER])
    .rows_expire_after(AT_ONCE);
static LAST: View = View::new("expiry/last", &CALLS, Aggregation::LastValue)
    .columns(&[USER])
    .rows_expire_after(AT_ONCE);
static SUM: View =
    View::new("expiry/sum", &CALLS, Aggregation::Sum).columns(&[USER]).rows_expire_after(AT_ONCE);
static SPREAD: View =
    View::new("expiry/spread", &CALLS, Aggregation::Distribution(Bounds::new(&[2.0])))
        .columns(&[USER])
        .rows_expire_after(AT_ONCE);
static LATER: View = View::new("expiry/later", &CALLS, Aggregation::Count)
    .columns(&[USER])
    .rows_expire_after(Duration::from_secs(3600));
static STAYS: View = View::new("expiry/stays", &CALLS, Aggregation::Count).columns(&[USER]);

fn register(views: &[&'static View]) {
    views.iter().for_each(|view| census::register(view).expect("a free name"));
}

fn call(user: &str) {
    CALLS.record_with(1, &[(USER, user)]);
}

fn shown(snapshot: &Snapshot) -> String {
    snapshot.only("expiry/").to_string()
}

#[test]
fn a_row_that_nobody_touches_goes_and_comes_back_anew() {
    alone(|| {
        register(&[&COUNT, &LAST, &SUM, &SPREAD, &LATER, &STAYS]);
        call("ann");
        call("ann");
        let there = census::snapshot();
        let all = "expiry/count [1]\n  user=ann  count=2\n\
                   expiry/last [1]\n  user=ann  last=1\n\
                   expiry/later [1]\n  user=ann  count=2\n\
                   expiry/spread [1]\n  user=ann  count=2 sum=2 buckets=2 |2| 0\n\
                   expiry/stays [1]\n  user=ann  count=2\n\
                   expiry/sum [1]\n  user=ann  sum=2\n";
        assert_eq!(shown(&there), all);
        assert_eq!(
            shown(&census::snapshot()),
            "expiry/count [1]\nexpiry/last [1]\nexpiry/later [1]\n  user=ann  count=2\n\
             expiry/spread [1]\nexpiry/stays [1]\n  user=ann  count=2\nexpiry/sum [1]\n"
        );
        call("bob"); // Where `ann` was.
        call("ann");
        let back = census::snapshot();
        assert_eq!(
            shown(&back.only("expiry/count")),
            "expiry/count [1]\n  user=ann  count=1\n  user=bob  count=1\n"
        );
        let start =
            |snapshot: &Snapshot| snapshot.view("expiry/count").expect("it").rows()[0].start;
        assert!(start(&there) < there.time() && there.time() < start(&back));
        assert!(start(&back) + Duration::from_millis(1) <= back.time());
    });
}

#[test]
fn a_row_that_is_touched_stays_even_by_a_zero() {
    alone(|| {
        register(&[&SUM, &LAST]);
        for _ in 0..5 {
            CALLS.record_with(0, &[(USER, "ann")]);
            assert_eq!(
                shown(&census::snapshot()),
                "expiry/last [1]\n  user=ann  last=0\nexpiry/sum [1]\n  user=ann  sum=0\n"
            );
        }
        // Whoever looks at one view only lets nothing go.
        (0..5).for_each(|_| assert!(census::read("expiry/sum").is_some_and(|it| it.count() == 1)));
        assert_eq!(shown(&census::snapshot()), "expiry/last [1]\nexpiry/sum [1]\n");
    });
}

#[test]
fn a_place_that_is_free_does_not_count() {
    static FEW: View = View::new("expiry/few", &CALLS, Aggregation::Count)
        .columns(&[USER])
        .rows_max(3)
        .rows_expire_after(AT_ONCE);
    alone(|| {
        register(&[&FEW]);
        for at in 0..100 {
            (0..3).for_each(|user| call(&format!("{at}/{user}")));
            assert_eq!(count(&census::snapshot(), "expiry/few"), 3);
            census::snapshot();
        }
        assert_eq!(count(&census::snapshot(), "census/overflowed_records"), 0);
        (0..5).for_each(|user| call(&user.to_string()));
        let full = census::snapshot();
        assert_eq!(count(&full, "census/overflowed_records"), 2);
        assert!(shown(&full).contains("  user=(overflow)  count=2\n"), "{full}");
    });
}

#[test]
fn a_row_is_removed_at_once_where_rows_can_go() {
    alone(|| {
        register(&[&LATER, &STAYS]);
        ["ann", "bob"].into_iter().for_each(call);
        assert_eq!(LATER.remove_row(&[(USER, "eve")]), Err(RemoveError::Unknown));
        assert_eq!(LATER.remove_row(&[(OTHER, "ann")]), Err(RemoveError::Unknown));
        assert_eq!(STAYS.remove_row(&[(USER, "ann")]), Err(RemoveError::Stays("expiry/stays")));
        assert_eq!(LATER.remove_row(&[(USER, "ann")]), Ok(()));
        let read = || census::read("expiry/later").expect("the view").to_string();
        assert_eq!(read(), "expiry/later [1]\n  user=bob  count=1\n");
        // This thread remembers the row that is gone.
        call("ann");
        assert_eq!(read(), "expiry/later [1]\n  user=ann  count=1\n  user=bob  count=1\n");
    });
}

#[test]
fn what_a_test_scope_recorded_stays_as_long_as_the_scope() {
    alone(|| {
        register(&[&COUNT]);
        let scope = testing::scope();
        call("ann");
        (0..5).for_each(|_| drop(census::snapshot()));
        assert_eq!(shown(&scope.snapshot()), "expiry/count [1]\n  user=ann  count=1\n");
        assert_eq!(COUNT.remove_row(&[(USER, "ann")]), Err(RemoveError::Busy));
        drop(scope);
        (0..5).for_each(|_| drop(census::snapshot()));
        assert_eq!(COUNT.remove_row(&[(USER, "ann")]), Err(RemoveError::Unknown));
    });
}

#[test]
fn a_view_that_is_registered_again_begins_at_nothing() {
    alone(|| {
        register(&[&COUNT]);
        ["ann", "bob"].into_iter().for_each(call);
        census::unregister("expiry/count").expect("the view");
        register(&[&COUNT]);
        assert_eq!(shown(&census::snapshot()), "expiry/count [1]\n");
        assert_eq!(shown(&census::snapshot()), "expiry/count [1]\n");
        call("ann"); // In the place of either.
        assert_eq!(shown(&census::snapshot()), "expiry/count [1]\n  user=ann  count=1\n");
    });
}

/// Fails until it is told not to.
struct Away(Arc<AtomicBool>);

impl Exporter for Away {
    fn name(&self) -> &str {
        "away"
    }
    fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
        if self.0.load(Relaxed) { Err(ExportError::new("nobody is there")) } else { Ok(()) }
    }
}

#[test]
fn a_row_stays_until_every_exporter_has_delivered_it() {
    const PATIENCE: Duration = Duration::from_secs(30);
    alone(|| {
        register(&[&COUNT]);
        let is_away = Arc::new(AtomicBool::new(true));
        let memory = census::export::Memory::new();
        let census = census::start().export(memory.clone()).export(Away(Arc::clone(&is_away)));
        let census = census.on_error(|_, _| {}).run().expect("a start");
        call("ann");
        for _ in 0..3 {
            assert!(!census.flush(PATIENCE).is_ok());
            assert_eq!(count(&memory.last(), "expiry/count"), 1);
        }
        is_away.store(false, Relaxed);
        assert!(census.flush(PATIENCE).is_ok());
        assert_eq!(count(&memory.last(), "expiry/count"), 1);
        assert!(census.flush(PATIENCE).is_ok());
        assert_eq!(count(&memory.last(), "expiry/count"), 0);
    });
}

#[test]
fn every_record_is_in_one_life_of_its_own_row() {
    const USERS: usize = 12;
    const THREADS: usize = 3;
    const RECORDS: usize = 40_000;
    alone(|| {
        register(&[&COUNT, &SPREAD]);
        let names: Vec<String> = (0..USERS).map(|user| format!("user-{user}")).collect();
        let maps: Vec<TagMap> = names
            .iter()
            .map(|name| TagMap::new().edit().insert(USER, &**name).build().expect("tags"))
            .collect();
        let mut lives: [BTreeMap<(Arc<str>, SystemTime), u64>; 2] = Default::default();
        let mut look = |snapshot: &Snapshot| {
            for (view, lives) in ["expiry/count", "expiry/spread"].iter().zip(&mut lives) {
                for row in snapshot.view(view).expect("the view").rows() {
                    let user = row.tags[0].clone().expect("a tag");
                    let count = match &row.data {
                        Data::Count(count) => *count,
                        Data::Distribution(spread) => spread.count(),
                        other => panic!("{other:?}"),
                    };
                    let seen = lives.entry((user, row.start)).or_default();
                    assert!(*seen <= count, "a life had {seen} and has {count}");
                    *seen = count;
                }
            }
        };
        thread::scope(|threads| {
            let work = |thread: usize| {
                let (names, maps) = (&names, &maps);
                move || {
                    for at in 0..RECORDS {
                        // In bursts, so that rows rest in between.
                        let user = (at / 97 * 7 + thread * 5) % USERS;
                        match at % 2 {
                            0 => call(&names[user]),
                            _ => maps[user].clone().scope(|| CALLS.record(1)),
                        }
                    }
                }
            };
            let workers: Vec<_> = (0..THREADS).map(|at| threads.spawn(work(at))).collect();
            while workers.iter().any(|worker| !worker.is_finished()) {
                look(&census::snapshot());
            }
        });
        look(&census::snapshot());
        let made = |user: usize| -> usize {
            let records = |thread| (0..RECORDS).map(move |at| (at / 97 * 7 + thread * 5) % USERS);
            (0..THREADS).flat_map(records).filter(|at| *at == user).count()
        };
        for lives in &lives {
            assert!(lives.len() > USERS, "no row has gone");
            for (user, name) in names.iter().enumerate() {
                let own = lives.iter().filter(|((of, _), _)| **of == **name);
                let counted: u64 = own.map(|(_, count)| count).sum();
                assert_eq!(counted, made(user) as u64, "{name}");
            }
        }
    });
}
