//! What registers while others record: functions, further views, objectives.

use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use crate::model::judge::{Declared, Seen};
use crate::model::slo::{Class, Origin, Ppm, SloSpec};
use crate::private::{Asked, Call, Function, Served, Slo};
use crate::{Aggregation, View, testing};

const ASKED: Asked = Asked { path: "", count: None, errors: None, latency: None, in_flight: None };

#[test]
fn functions_that_come_later_lose_no_count_of_those_before() {
    let scope = testing::scope();
    let mut functions: Vec<&'static Function> = Vec::new();
    for number in 0..200 {
        let name: &'static str = format!("engine/later/{number:03}").leak();
        let asked = Asked { count: Some(name), ..ASKED };
        functions.push(Box::leak(Box::new(Function::new(asked))));
        // Each one in every table from its own on.
        functions.iter().for_each(|function| drop(Call::<false, false>::start(function)));
    }
    let snapshot = scope.snapshot().only("engine/later/");
    let counts: Vec<u64> = snapshot.views().iter().map(|view| view.count()).collect();
    assert_eq!(counts, (1..=200).rev().collect::<Vec<u64>>());
}

#[test]
fn a_function_is_seen_with_its_further_views_and_not_before() {
    const FUNCTIONS: usize = 1_000;
    let asked = Asked { count: Some("late/window"), ..ASKED };
    let functions: &'static [Function] =
        (0..=FUNCTIONS).map(|_| Function::new(asked)).collect::<Vec<_>>().leak();
    let call = |at: usize| drop(Call::<false, false>::start(&functions[at]));
    call(FUNCTIONS);
    let measure = crate::measure("late/window").expect("it is registered");
    let further = "late/window/further";
    let view = View::unchecked(further, measure, Aggregation::Count, Location::caller());
    crate::register(Box::leak(Box::new(view))).expect("a free name");

    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    static ENDED: AtomicUsize = AtomicUsize::new(0);
    let other = std::thread::spawn(move || {
        for (at, function) in functions.iter().take(FUNCTIONS).enumerate() {
            while BEGUN.load(Relaxed) <= at {
                std::thread::yield_now();
            }
            // Right when it is registered.
            (0..100_000).take_while(|_| function.place.index().is_none()).for_each(drop);
            call(at);
            ENDED.store(at + 1, Relaxed);
        }
    });
    for at in 0..FUNCTIONS {
        BEGUN.store(at + 1, Relaxed);
        call(at);
        while ENDED.load(Relaxed) <= at {
            std::thread::yield_now();
        }
    }
    other.join().expect("it ends");
    let count = |name| crate::read(name).map(|data| data.count());
    assert_eq!(count("late/window"), Some(2 * FUNCTIONS as u64 + 1));
    assert_eq!(count(further), Some(2 * FUNCTIONS as u64));
}

/// An objective as `declare_slo!` makes it.
macro_rules! objective {
    ($name:ident, $id:literal, $goal:literal) => {
        struct $name;

        impl Declared for $name {
            type Own = Self;
            const ANY: bool = true;
            const SPEC: SloSpec<'static> = {
                const ORIGIN: Origin<'_> =
                    Origin { crate_name: "", crate_version: "", module: "", file: "", line: 1 };
                let mut spec = SloSpec::new($id, "service", ORIGIN);
                spec.availability = Some(Ppm($goal));
                spec
            };

            fn slo() -> &'static Slo {
                static SPEC: SloSpec<'static> = $name::SPEC;
                static SLO: Slo = Slo::new(&SPEC);
                &SLO
            }

            fn mark(inside: bool) -> bool {
                thread_local!(static INSIDE: Cell<bool> = const { Cell::new(false) });
                INSIDE.replace(inside)
            }
        }
    };
}

objective!(Known, "late-known", 900_000);
objective!(Other, "late-known", 990_000);
objective!(Late, "late-late", 900_000);
objective!(OtherLate, "late-late", 990_000);

fn end<S: Declared>(class: Class) {
    Served::<S, false, false>::start(None).end(&(), |_| Seen::OK, |_, _| class);
}

#[test]
fn a_maintenance_excludes_also_what_nobody_sees_and_is_over_for_it_too() {
    end::<Known>(Class::Good);
    end::<Other>(Class::Good);
    let maintenance = crate::maintenance();
    end::<Known>(Class::Bad);
    end::<Other>(Class::Bad);
    end::<Late>(Class::Bad);
    end::<OtherLate>(Class::Bad);
    drop(maintenance);
    for slo in [Known::slo(), Other::slo(), Late::slo(), OtherLate::slo()] {
        assert_eq!(slo.burn_rate(Duration::from_secs(60)), 0.0, "{slo:?}");
        assert!(!slo.place.is_detour(), "{slo:?}");
    }
}
