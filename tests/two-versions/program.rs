//! A program with two versions of census, as one has whose libraries do not move on together.
//!
//! `cargo xtask test two-versions` makes the other version, `later`, and builds this.
#![deny(warnings)]

use census::measured;

#[measured(count = "two/requests", errors = "two/failures", latency = "two/latency")]
fn now(good: bool) -> Result<(), ()> {
    if good { Ok(()) } else { Err(()) }
}

#[later::measured(
    crate = later,
    count = "two/requests",
    latency = "two/latency",
    unit = "ms", // Each has names of its own: this is no conflict.
)]
fn then() {}

struct Cart;

#[later::measured(crate = later, count = "two/{type}/{method}")]
impl Cart {
    fn pay(&self) {
        later::record!(crate = later, ITEMS = 3);
        now(true).unwrap();
    }
}

later::declare_measure! {
    crate = later;
    static ITEMS: i64 = "two/items", unit = "1";
}
later::declare_view! {
    crate = later;
    static SUM = "two/items_sum" { measure: ITEMS, aggregation: sum }
}

fn main() {
    let memory = (census::export::Memory::new(), later::export::Memory::new());
    let one = census::start().export(memory.0.clone()).run().unwrap();
    let other = later::start().export(memory.1.clone()).run().unwrap();
    // What the linker collected is that version's alone.
    let names = census::snapshot().only("two/").to_string();
    assert_eq!(names.lines().filter(|line| line.starts_with("two/")).count(), 3);
    now(false).unwrap_err();
    then();
    Cart.pay();
    drop((one, other));
    let (one, other) = (memory.0.last(), memory.1.last());
    assert_eq!(one.view("two/requests").unwrap().count(), 2);
    assert_eq!(one.view("two/failures").unwrap().count(), 1);
    assert!(one.view("two/cart/pay").is_none());
    assert_eq!(other.view("two/requests").unwrap().count(), 1);
    assert_eq!(other.view("two/cart/pay").unwrap().count(), 1);
    assert_eq!(other.only(SUM.name()).to_string(), "two/items_sum [1]\n  sum=3\n");
    println!("each counted its own");
}
