//! The first records of a program, made by many threads at once: each is counted, although the
//! registry may only just have begun to read what the linker collected.

use std::sync::Barrier;
use std::thread;

use census::__private::{ITEMS, Item, linkme};
use census::Measure;
use census_tests::{alone, count};

const THREADS: usize = 4;

static OTHER: Measure<i64> = Measure::new("first/touch/other", "1");
static ITEMS_SOLD: Measure<i64> = Measure::new("first/touch/items", "1");

/// Declares views as `declare_view!` does: by the linker, which is asked at the first touch.
macro_rules! views {
    ($measure:ident: $($group:ident)*) => {$(
        mod $group {
            views!($measure, $group: a b c d e f g h i j k l m n o p q r s t u v w x y z);
        }
    )*};
    ($measure:ident, $group:ident: $($name:ident)*) => {$(
        pub(crate) mod $name {
            use census::__private::{ITEMS, Item, linkme};
            use census::{Aggregation, View};
            const NAME: &str = concat!("first/touch/", stringify!($group), "/", stringify!($name));
            pub(crate) static VIEW: View = View::new(NAME, &crate::$measure, Aggregation::Count);
            #[linkme::distributed_slice(ITEMS)]
            #[linkme(crate = linkme)]
            static ITEM: Item = Item::View(&VIEW);
        }
    )*};
}

#[linkme::distributed_slice(ITEMS)]
#[linkme(crate = linkme)]
static OTHER_ITEM: Item = Item::Measure(OTHER.any());
#[linkme::distributed_slice(ITEMS)]
#[linkme(crate = linkme)]
static ITEM: Item = Item::Measure(ITEMS_SOLD.any());

// Many, so that the registry is at it for a while before it comes to the last.
views!(OTHER: b c d e f g h i j k l m n o p);
views!(ITEMS_SOLD: q);

#[test]
fn a_record_beside_the_first_of_another_thread_is_in_every_view() {
    // Regression: the measure was marked as known before its views hung on it, so that a thread
    // which came meanwhile recorded into none.
    alone(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                while !b::a::VIEW.is_registered() {}
                ITEMS_SOLD.record(1);
            });
            scope.spawn(census::snapshot);
        });
        let snapshot = census::snapshot();
        let views = snapshot.only("first/touch/q/");
        assert_eq!(views.views().len(), 26);
        for data in views.views() {
            assert_eq!(data.count(), 1, "{}", data.view().name());
        }
    });
}

#[test]
fn a_second_static_of_the_same_measure_is_known_only_once_its_views_hang_on_it() {
    // Regression: as above, for a measure that two crates declare alike.
    static FURTHER: [Measure<i64>; 64] = [const { Measure::new("first/touch/items", "1") }; 64];
    alone(|| {
        let barrier = Barrier::new(THREADS);
        let mut recorded = 0;
        ITEMS_SOLD.record(1);
        let before = count(&census::snapshot(), "first/touch/q/z");
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for measure in &FURTHER {
                        barrier.wait();
                        measure.record(1);
                    }
                });
                recorded += FURTHER.len() as u64;
            }
        });
        assert_eq!(count(&census::snapshot(), "first/touch/q/z") - before, recorded);
    });
}
