//! Of two versions that mean something else there is one, wherever their conditions stand.
use census::{declare_measure, measured};

#[measured(latency = "shop/latency", unit = "ms")]
#[cfg(any())]
fn one() {}

#[measured(latency = "shop/latency")]
#[cfg(all())]
fn one() {}

struct Cart;

#[measured(count = "shop/{type}/{method}")]
impl Cart {
    #[cfg(any())]
    #[measured(errors = "shop/cart/pay")]
    fn pay(&self) {}

    #[cfg(all())]
    fn pay(&self) {}
}

#[cfg(any())]
declare_measure! {
    static ITEMS: i64 = "shop/items", unit = "1";
}
declare_measure! {
    #[cfg(all())]
    static ITEMS: f64 = "shop/items", unit = "1";
    #[cfg(any())]
    static ITEMS: i64 = "shop/things", unit = "1";
}

fn main() {
    let scope = census::testing::scope();
    (one(), Cart.pay(), ITEMS.record(1.5));
    assert_eq!(scope.snapshot().view("shop/cart/pay").unwrap().count(), 1);
    census::check().unwrap();
}
