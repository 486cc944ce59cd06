//! One series is given by all that mean the same.
use census::{declare_measure, declare_view, measured};

#[measured(count = "shop/requests", latency = "shop/latency")]
fn one() {}

#[measured(count = "shop/requests", latency = "shop/latency", unit = "s", buckets = [
    5ms, 10ms, 25ms, 50ms, 100ms, 250ms, 500ms, 1s, 2500ms, 5s, 10s,
])]
fn other() {}

declare_measure! {
    static ITEMS: i64 = "shop/items", unit = "1";
}
mod cart {
    use census::Measure;

    census::declare_measure! {
        pub static ITEMS: i64 = "shop/items", unit = "1";
    }
    pub static ALIAS: &Measure<i64> = &ITEMS;
}
declare_view! {
    static SOLD = "shop/sold" { measure: ITEMS, aggregation: distribution[1, 2] }
}
declare_view! {
    static ALSO_SOLD = "shop/sold" { measure: cart::ITEMS, aggregation: distribution[1.0, 2e0] }
}

fn main() {
    (one(), other());
    let scope = census::testing::scope();
    (one(), other(), ITEMS.record(1), cart::ALIAS.record(1));
    assert_eq!(scope.snapshot().view("shop/requests").unwrap().count(), 2);
    census::check().unwrap();
}
