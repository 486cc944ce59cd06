#![deny(warnings)]
use census::measured;

struct Cart { items: u8, open: bool }

#[measured(errors = "ui/a")]
fn pay(Cart { items, .. }: Cart, (mut a, _): (u8, u8), [b, ..]: [u8; 3], _: String) -> Option<u8> {
    a += b;
    Some(items + a)
}

fn main() {
    let cart = Cart { items: 1, open: true };
    assert!(cart.open);
    assert_eq!(pay(cart, (1, 9), [1, 9, 9], String::new()), Some(3));
}
