//! Functions of every form serve objectives: their own, shared ones, on any number of threads.
#![forbid(unsafe_code)] // What the macros emit is none of it.

use std::cell::Cell;
use std::future::{Future, ready};

use census::{declare_slo, measured};
use census_tests::objectives::{block_on, both, events, yield_now};

const GOOD: [u64; 3] = [1, 0, 0];
const BAD: [u64; 3] = [0, 1, 0];
const EXCLUDED: [u64; 3] = [0, 0, 1];

declare_slo! {
    slo SERVED = "forms" { window = 1w; availability >= 99%; }
}

#[measured(slo = SERVED)]
async fn later(good: bool) -> Result<(), ()> {
    yield_now().await;
    good.then_some(()).ok_or(())
}

mod sugar {
    use census::measured;

    #[measured(slo(availability = 99.9%, window = 28d), slo(latency < 1h for 99%, window = 28d))]
    pub(super) fn short(good: bool) -> Result<(), ()> {
        good.then_some(()).ok_or(())
    }

    pub(super) struct Cart;

    #[measured(count = "forms/{type}/{method}")]
    impl Cart {
        #[measured(slo(id = "cart", availability = 99%, window = month))]
        pub(super) fn named(&self) -> Result<(), ()> {
            Err(())
        }

        #[measured(latency = "forms/cart_latency", slo(p99 < 10s, window = 1w))]
        pub(super) async fn add_item(&self) {}
    }
}

#[test]
fn an_objective_of_a_function_has_the_functions_path_for_its_id() {
    let id = "objective-forms-sugar-short";
    assert_eq!(both(id, || sugar::short(true).expect("it is good")), [GOOD, GOOD]);
    assert_eq!(both(id, || sugar::short(false).expect_err("it is bad")), [BAD, EXCLUDED]);
    let scope = census::testing::scope();
    let _ = sugar::Cart.named();
    block_on(sugar::Cart.add_item());
    let snapshot = scope.snapshot();
    assert_eq!(events(&snapshot, "cart-availability"), BAD);
    assert_eq!(events(&snapshot, "objective-forms-sugar-cart-add-item-latency"), GOOD);
    assert_eq!(snapshot.view("forms/cart_latency").expect("a view").count(), 1);
}

#[test]
fn an_objective_is_one_of_many_threads_and_their_calls_are_exact() {
    let scope = census::testing::scope();
    std::thread::scope(|threads| {
        for thread in 0..4u32 {
            let handle = scope.handle();
            threads.spawn(move || {
                handle.run(|| {
                    for call in 0..1_000 {
                        let _ = block_on(later((call + thread) % 10 != 0));
                    }
                });
            });
        }
    });
    assert_eq!(events(&scope.snapshot(), "forms-availability"), [3_600, 400, 0]);
}

thread_local! {
    static LAST: Cell<u32> = const { Cell::new(0) };
}

#[measured(slo = SERVED)]
fn borrowed<'a>(text: &'a str, _: impl Fn()) -> Result<&'a str, Box<dyn std::error::Error>> {
    LAST.set(LAST.get() + 1);
    let first = text.split(' ').next().ok_or("there is a first")?;
    Ok(first)
}

#[measured(slo = SERVED)]
fn generic<T: Clone, const N: usize>(value: &T) -> Result<[T; N], String> {
    Ok(std::array::from_fn(|_| value.clone()))
}

#[measured(slo = SERVED, future)]
fn promised(good: bool) -> impl Future<Output = Result<(), ()>> {
    ready(good.then_some(()).ok_or(()))
}

#[test]
fn functions_of_any_form_serve_it() {
    let scope = census::testing::scope();
    assert_eq!(borrowed("one two", || ()).expect("a word"), "one");
    assert_eq!(generic::<_, 2>(&1).expect("two"), [1, 1]);
    block_on(promised(false)).expect_err("it is bad");
    assert_eq!(events(&scope.snapshot(), "forms-availability"), [2, 1, 0]);
}
