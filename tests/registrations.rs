//! Views that come and go while calls are counted: what is in a view is what was recorded while it
//! was registered, no more and no less, and never a number that wrapped.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use census::__private::{Asked, Call, Function};
use census::{Aggregation, Bounds, Measure, TagKey, View, ViewBuilder, testing};
use census_tests::{NOTHING, count};

#[test]
fn a_view_that_could_not_be_registered_again_leaves_the_holder_of_its_name_alone() {
    // Regression: the refused view's old cells were subtracted from those of the other.
    static ITEMS: Measure<i64> = Measure::new("again/refused/items", "1");
    static COUNT: View = View::new("again/refused", &ITEMS, Aggregation::Count);
    static OTHERS: Measure<i64> = Measure::new("again/refused/others", "1");
    static OTHER: View = View::new("again/refused", &OTHERS, Aggregation::Count);
    census::register(&COUNT).expect("a free name");
    ITEMS.record(5);
    ITEMS.record(5);
    census::unregister("again/refused").expect("a registered view");
    census::register(&OTHER).expect("a free name");
    OTHERS.record(1);
    census::register(&COUNT).expect_err("a name with another meaning");
    let data = census::read("again/refused").expect("a registered view");
    assert_eq!(data.to_string(), "again/refused [1]\n  count=1\n");
}

#[test]
fn an_equal_view_that_was_registered_before_leaves_the_holder_of_its_name_alone() {
    // Regression: as above, where both are counts the difference wrapped.
    static ITEMS: Measure<i64> = Measure::new("again/equal/items", "1");
    static ONE: View = View::new("again/equal", &ITEMS, Aggregation::Count);
    static OTHER: View = View::new("again/equal", &ITEMS, Aggregation::Count);
    census::register(&ONE).expect("a free name");
    (0..7).for_each(|item| ITEMS.record(item));
    census::unregister("again/equal").expect("a registered view");
    census::register(&OTHER).expect("a free name");
    ITEMS.record(1);
    census::register(&ONE).expect("an equal view");
    assert_eq!(count(&census::snapshot(), "again/equal"), 1);
}

#[test]
fn a_scope_counts_from_its_own_beginning_in_a_view_that_was_registered_again() {
    // Regression: what the process had recorded before was subtracted from the scope's cells.
    static ITEMS: Measure<i64> = Measure::new("again/scope/items", "1");
    static COUNT: View = View::new("again/scope", &ITEMS, Aggregation::Count);
    census::register(&COUNT).expect("a free name");
    (0..7).for_each(|item| ITEMS.record(item));
    census::unregister("again/scope").expect("a registered view");
    census::register(&COUNT).expect("a free name");
    let scope = testing::scope();
    assert_eq!(count(&scope.snapshot(), "again/scope"), 0);
    ITEMS.record(1);
    assert_eq!(count(&scope.snapshot(), "again/scope"), 1);
    drop(scope);
    assert_eq!(count(&census::snapshot(), "again/scope"), 0);
}

#[test]
fn a_snapshot_beside_registrations_never_shows_a_number_that_wrapped() {
    // Regression: the cells were read before, and what to subtract from them after, a record.
    static ITEMS: Measure<i64> = Measure::new("again/beside/items", "1");
    static COUNT: View = View::new("again/beside", &ITEMS, Aggregation::Count);
    static STOP: AtomicBool = AtomicBool::new(false);
    census::register(&COUNT).expect("a free name");
    let readers = [(); 2].map(|()| {
        thread::spawn(|| {
            let mut most = 0;
            while !STOP.load(Relaxed) {
                most = most.max(census::read("again/beside").map_or(0, |data| data.count()));
            }
            most
        })
    });
    let mut recorded = 0;
    for round in 0..3_000_u64 {
        for _ in 0..round % 7 {
            ITEMS.record(1);
            recorded += 1;
        }
        census::unregister("again/beside").expect("a registered view");
        census::register(&COUNT).expect("a free name");
    }
    STOP.store(true, Relaxed);
    for reader in readers {
        let most = reader.join().expect("a reader");
        assert!(most <= recorded, "{most} of {recorded}");
    }
}

#[test]
fn a_view_on_a_refused_measure_is_refused_every_time() {
    // Regression: the second time it was hung on the measure that it contradicts.
    static WHOLE: Measure<i64> = Measure::new("again/kinds/items", "1");
    static FLOAT: Measure<f64> = Measure::new("again/kinds/items", "1");
    const BOUNDS: Bounds = Bounds::new(&[1.0]);
    static RIGHT: View = View::new("again/kinds/a", &WHOLE, Aggregation::Distribution(BOUNDS));
    static WRONG: View = View::new("again/kinds/b", &FLOAT, Aggregation::Distribution(BOUNDS));
    census::register(&RIGHT).expect("a free name");
    for _ in 0..2 {
        FLOAT.record(0.5);
        let conflict = census::register(&WRONG).expect_err("the other type").to_string();
        assert!(conflict.contains("values of type `i64`, and here with `f64`"), "{conflict}");
    }
    WHOLE.record(2);
    let snapshot = census::snapshot().only("again/kinds");
    assert_eq!(snapshot.to_string(), "again/kinds/a [1]\n  count=1 sum=2 buckets=0 |1| 1\n");
}

#[test]
fn calls_are_exact_while_further_views_come_and_go() {
    static SERVE: Function = Function::new(Asked {
        count: Some("again/detour/calls"),
        errors: Some("again/detour/failures"),
        ..NOTHING
    });
    const CALLS: u64 = 200_000;
    let call = || {
        for at in 0..CALLS {
            let call = Call::<false, true>::start(&SERVE);
            call.end(if at % 4 == 0 { census::Outcome::Error } else { census::Outcome::Ok });
        }
    };
    drop(Call::<false, true>::start(&SERVE)); // So that its measures are known.
    let before = census::snapshot();
    let threads = [(); 2].map(|()| thread::spawn(call));
    let further = |at: u64| format!("again/detour/further_{}", at % 3);
    let mut at = 0;
    while threads.iter().any(|thread| !thread.is_finished()) {
        View::builder(further(at), "again/detour/calls").count().expect("a free name");
        if at >= 2 {
            let name = further(at - 2);
            let seen = census::read(&name).expect("a registered view").count();
            assert!(seen <= 2 * CALLS, "{seen}");
            census::unregister(&name).expect("a registered view");
        }
        at += 1;
    }
    threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
    let after = census::snapshot();
    let counted = |name| count(&after, name) - count(&before, name);
    assert_eq!(counted("again/detour/calls"), 2 * CALLS);
    assert_eq!(counted("again/detour/failures"), CALLS / 2);
}

#[test]
fn a_further_view_has_every_call_from_its_registration_on() {
    static SERVE: Function = Function::new(Asked { count: Some("again/from/calls"), ..NOTHING });
    const CALLS: u64 = 10_000;
    drop(Call::<false, false>::start(&SERVE));
    for _ in 0..20 {
        View::builder("again/from/further", "again/from/calls").count().expect("a free name");
        let threads = [(); 2].map(|()| {
            thread::spawn(|| (0..CALLS).for_each(|_| drop(Call::<false, false>::start(&SERVE))))
        });
        threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
        assert_eq!(count(&census::snapshot(), "again/from/further"), 2 * CALLS);
        census::unregister("again/from/further").expect("a registered view");
    }
}

#[test]
fn a_view_that_is_refused_for_its_name_takes_no_room_of_others() {
    // Regression: each refused one was kept for ever, and a thousand of them were all there may be.
    static ITEMS: Measure<i64> = Measure::new("again/flood/items", "1");
    static COUNT: View = View::new("again/flood", &ITEMS, Aggregation::Count);
    census::register(&COUNT).expect("a free name");
    let view = |name: &str| View::builder(name, "again/flood/items");
    for bound in 0..1500 {
        let said = view("again/flood").distribution(&[f64::from(bound), 1e6]).unwrap_err();
        let expected = format!("`count`, and here with `distribution[{bound}, 1000000]`");
        assert!(said.to_string().contains(&expected), "{said}");
    }
    assert!(std::ptr::eq(view("again/flood").count().expect("an equal"), &COUNT));
    view("again/flood/more").sum().expect("there is room");
}

#[test]
fn rows_that_cannot_be_kept_as_asked_are_refused() {
    const OPEN: TagKey = TagKey::new("open");
    const CLOSED: TagKey = TagKey::closed::<Size>("size");
    static ITEMS: Measure<i64> = Measure::new("again/limits/items", "1");
    ITEMS.record(1);
    let view = || View::builder("again/limits", "again/limits/items").columns(&[OPEN]);
    let minute = Duration::from_secs(60);
    let said = |view: ViewBuilder| view.count().expect_err("no such rows").to_string();
    assert_eq!(said(view().rows_max(0)), "a view keeps at least one row");
    let said_of_time = said(view().rows_expire_after(Duration::from_nanos(5)));
    assert!(said_of_time.starts_with("rows stay for a second at least"), "{said_of_time}");
    let closed = said(view().columns(&[CLOSED]).rows_expire_after(minute));
    assert!(closed.starts_with("the rows of closed tag keys are known, and stay"), "{closed}");
    let rowless = said(view().columns(&[]).rows_expire_after(minute));
    assert!(rowless.starts_with("a view without columns has no rows"), "{rowless}");
    // Closed keys of more combinations than there are rows for are kept as others are.
    let more = view().columns(&[CLOSED]).rows_max(1).rows_expire_after(minute);
    more.count().expect("rows that can go");
    [Size::Small, Size::Large].into_iter().for_each(|size| ITEMS.record_with(1, (CLOSED, size)));
    assert_eq!(census::read("again/limits").expect("the view").rows().len(), 2);
}

#[derive(census::TagValue)]
enum Size {
    Small,
    Large,
}

#[test]
fn a_view_with_other_rows_is_another_view() {
    const KEY: TagKey = TagKey::new("key");
    static ITEMS: Measure<i64> = Measure::new("again/rows/items", "1");
    static VIEW: View =
        View::new("again/rows", &ITEMS, Aggregation::Count).columns(&[KEY]).rows_max(10);
    static MORE: View =
        View::new("again/rows", &ITEMS, Aggregation::Count).columns(&[KEY]).rows_max(20);
    static GOES: View = View::new("again/rows", &ITEMS, Aggregation::Count)
        .columns(&[KEY])
        .rows_max(10)
        .rows_expire_after(Duration::from_secs(60));
    census::register(&VIEW).expect("a free name");
    let said = |view| census::register(view).expect_err("another view").to_string();
    let (more, goes) = (said(&MORE), said(&GOES));
    assert!(more.contains("with at most 10 rows, and here with 20"), "{more}");
    assert!(
        goes.contains("with rows that stay, and here with ones that expire after 60s"),
        "{goes}"
    );
}
