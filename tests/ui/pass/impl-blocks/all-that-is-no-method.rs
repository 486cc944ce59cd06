#![deny(warnings)]
use census::measured;

struct Cart;
macro_rules! constant { ($name:ident) => { const $name: u8 = 1; }; }

#[measured(count = "ui/{type}/{method}")]
impl Iterator for Cart {
    type Item = u8;
    fn next(&mut self) -> Option<Self::Item> { None }
}
#[measured(count = "ui/{type}/more/{method}")]
impl Cart {
    #![allow(clippy::all)]
    constant!(ONE);
    const TWO: u8 = Self::ONE + 1;
    fn two() -> u8 { Self::TWO }
}

fn main() {
    assert_eq!((Cart.next(), Cart::two()), (None, 2));
}
