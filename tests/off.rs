//! With the feature `off`, what is measured is what was written, and nothing is recorded.
//!
//! `cargo test -p census-tests --features off --test off`; it is no test of the others' build.

use std::cell::Cell;
use std::future::{Future, pending, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use census::export::Memory;
use census::{
    Aggregation, Measure, TagKey, TagMap, TagValue, View, declare_measure, declare_slo,
    declare_view, measured, record,
};
use object::{Object, ObjectSection};

/// A body twice: as it is, and measured.
macro_rules! twice {
    ($plain:ident, $measured:ident: $($function:tt)*) => {
        twice!(@ [] $plain: $($function)*);
        twice!(@ [#[measured(
            count = "off/requests",
            errors = "off/failures",
            latency = LATENCY,
            buckets = LADDER,
            in_flight = "off/in_flight",
            tags(region, kind = Kind::Plain, "ok" = |result| is_some(result)),
        )]] $measured: $($function)*);
    };
    (@ [$($attribute:tt)*] $name:ident: async $parameters:tt -> $output:ty $body:block) => {
        $($attribute)*
        async fn $name $parameters -> $output $body
    };
    (@ [$($attribute:tt)*] $name:ident: $parameters:tt -> $output:ty $body:block) => {
        $($attribute)*
        #[inline(never)]
        fn $name $parameters -> $output $body
    };
}

// Nothing but the macros uses these.
const LATENCY: &str = "off/latency";
const LADDER: &[Duration] = &[Duration::from_millis(5)];
const REGION: TagKey = TagKey::new("region");
const KIND: TagKey = TagKey::closed::<Kind>("kind");

#[derive(TagValue)]
enum Kind {
    Plain,
}

/// What tags are made of is checked, and counts as used.
trait IsSome {
    fn is_some(&self) -> bool;
}

impl<T> IsSome for Option<T> {
    fn is_some(&self) -> bool {
        Option::is_some(self)
    }
}

impl<T, E> IsSome for Result<T, E> {
    fn is_some(&self) -> bool {
        self.is_ok()
    }
}

fn is_some(result: &impl IsSome) -> bool {
    result.is_some()
}

#[measured(count = "off/only_for_a_tag", tags("name" = name))]
fn only_for_a_tag(name: &str) {}

twice!(plain_sum, measured_sum: (numbers: &[u8], limit: u64) -> Result<u64, String> {
    let mut sum = 0;
    for number in numbers {
        sum += u64::from(*number);
    }
    if sum > limit { Err("too much".to_owned()) } else { Ok(sum) }
});

twice!(plain_wait, measured_wait: async (bytes: [u8; 64], forever: bool) -> Option<u8> {
    if forever {
        pending::<()>().await;
    }
    ready(()).await;
    bytes.first().copied()
});

struct Cart(u8);

#[measured(count = "off/{type}/{method}/requests", errors = "off/{type}/{method}/failures")]
impl Cart {
    #[measured(skip)]
    const fn new() -> Self {
        Cart(1)
    }

    #[measured(latency = "off/pay")]
    fn pay(&self) -> Option<u8> {
        self.0.checked_sub(2)
    }
}

declare_measure! {
    /// Items in a cart.
    pub static CART_ITEMS: i64 = "off/cart/items", unit = "1";
    static NOBODY_RECORDS: f64 = "off/nobody", unit = "ms";
}

declare_view! {
    static ITEMS = "off/cart/items_sum" { measure: CART_ITEMS, aggregation: sum }
    static BY_REGION = "off/cart/by_region" {
        measure: CART_ITEMS,
        tags: [REGION],
        aggregation: count,
    }
}

declare_slo! {
    /// Customers can pay.
    slo PAID = "off-paid" {
        window = 28d;
        availability >= 99%;
        latency < 300ms for 99%;
        good = Ok(_);
        bad = Err(Refused);
        returns = Result<_, Refused>;
        classify = explicit;
    }
}

struct Refused;

#[measured(latency = "off/paid", buckets = auto, slo = PAID)]
fn pay(good: bool) -> Result<(), Refused> {
    good.then_some(()).ok_or(Refused)
}

#[measured(slo(availability = 99%, window = 7d))]
async fn pay_later(good: bool) -> Result<(), Refused> {
    ready(()).await;
    pay(good)
}

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_function_does_what_it_did() {
    for limit in [0, 100] {
        assert_eq!(measured_sum(&[1, 2], limit), plain_sum(&[1, 2], limit));
    }
    for forever in [true, false] {
        assert_eq!(poll(measured_wait([7; 64], forever)), poll(plain_wait([7; 64], forever)));
    }
    assert_eq!(Cart::new().pay(), None);
    only_for_a_tag("x");
    let tags = TagMap::new().edit().insert(KIND, Kind::Plain).build().expect("a tag");
    assert_eq!(tags.get(KIND), Some("plain"));
}

#[test]
fn a_future_is_as_long_as_it_was() {
    let plain = size_of_val(&plain_wait([0; 64], true));
    assert_eq!(size_of_val(&measured_wait([0; 64], true)), plain);
}

#[test]
fn an_objective_is_declared_and_nothing_of_it_is_counted_or_kept() {
    PAID.on_change(Duration::from_secs(60), 1.0, |burn| unreachable!("{burn:?}"));
    for good in [true, false] {
        assert_eq!(pay(good).is_ok(), good);
        assert!(matches!(poll(pay_later(good)), Poll::Ready(result) if result.is_ok() == good));
    }
    let maintenance = census::maintenance();
    assert!(pay(false).is_err());
    drop(maintenance);
    assert_eq!((PAID.budget_remaining(), PAID.burn_rate(Duration::from_secs(60))), (1.0, 0.0));
    assert_eq!((PAID.spec().id, PAID.spec().window.days()), ("off-paid", 28));
    // Nothing stands in the program: `cargo census` would promise what nobody counts.
    let program = std::fs::read(std::env::current_exe().expect("a program")).expect("its bytes");
    let program = object::File::parse(&*program).expect("its sections");
    let section = program.section_by_name(census::slo::record::SECTION);
    assert!(section.is_none_or(|section| section.size() == 0));
}

#[test]
fn the_value_of_a_record_is_not_evaluated() {
    let evaluated = Cell::new(0);
    let value = |value: i64| {
        evaluated.set(evaluated.get() + 1);
        value
    };
    record!(CART_ITEMS = value(3), CART_ITEMS = value(4));
    assert_eq!(evaluated.get(), 0);
    CART_ITEMS.record(value(5));
    assert_eq!(evaluated.get(), 1);
}

#[test]
fn nothing_is_recorded_and_nothing_is_registered() -> Result<(), Box<dyn std::error::Error>> {
    static BY_HAND: Measure<f64> = Measure::new("off/by_hand", "1");
    static BY_HAND_SUM: View = View::new("off/by_hand_sum", &BY_HAND, Aggregation::Sum);

    let memory = Memory::new();
    let census = census::start().export(memory.clone()).run()?;
    let _ = (measured_sum(&[1], 0), poll(measured_wait([7; 64], true)), Cart::new().pay());
    let _ = (pay(true), poll(pay_later(false)));
    census::register(&BY_HAND_SUM)?;
    CART_ITEMS.record(3);
    CART_ITEMS.any().record(3);
    BY_HAND.record(f64::NAN);
    assert_eq!(census::snapshot().to_string(), "");
    assert!(census::find(ITEMS.name()).is_none() && !BY_HAND_SUM.is_registered());
    assert!(census::measure("off/requests").is_none());
    assert!(census::check().is_ok());
    census.shutdown(Duration::from_secs(60));
    assert_eq!(memory.last().to_string(), "");
    Ok(())
}
