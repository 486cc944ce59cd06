#![deny(warnings)]
use census::measured;

struct Cart;

#[measured(count = "ui/{type}/{method}/shown", latency = "ui/{type}/{method}/latency")]
impl std::fmt::Display for Cart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cart")
    }
}

fn main() {
    assert_eq!(Cart.to_string(), "cart");
}
