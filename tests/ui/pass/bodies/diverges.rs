#![deny(warnings)]

use census::measured;

#[measured(errors = "ui/unwritten", latency = "ui/t")]
pub fn unwritten() -> Result<u8, String> { todo!() }

#[measured(errors = "ui/spins")]
pub fn spins() -> Result<u8, String> {
    loop {}
}

#[measured(errors = "ui/refuses")]
pub fn refuses(basket: Vec<u8>) {
    panic!("{}", basket.len());
}

#[measured(errors = "ui/both")]
pub fn both(good: bool) -> Result<u8, String> {
    if good { panic!("good") } else { panic!("bad") }
}

#[measured(errors = "ui/keeps")]
pub fn keeps(basket: &mut Vec<u8>) { basket.push(1) }

fn main() {
    let mut basket = Vec::new();
    keeps(&mut basket);
    assert!(std::panic::catch_unwind(|| refuses(basket)).is_err());
}
