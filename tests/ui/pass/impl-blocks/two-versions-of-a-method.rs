#![deny(warnings)]
use census::measured;

struct Cart;

#[measured(count = "ui/{type}/{method}")]
impl Cart {
    #[cfg(all())]
    fn pay() -> u8 { 1 }
    #[cfg(any())]
    fn pay() -> u8 { 2 }
}

fn main() {
    assert_eq!(Cart::pay(), 1);
}
