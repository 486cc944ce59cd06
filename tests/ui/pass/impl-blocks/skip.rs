#![deny(warnings)]
use census::measured;

pub struct Cart;

#[measured(count = "ui/{type}/{method}", errors = "ui/{type}/{method}/errors")]
impl Cart {
    /// Nothing can be counted while compiling.
    #[measured(skip)]
    pub const fn new() -> Self { Cart }
    pub fn pay(&self) -> Option<u8> { None }
}

fn main() {
    assert_eq!(Cart::new().pay(), None);
}
