#![deny(warnings)]
use census::measured;

#[measured(count = "ui/a", latency = "ui/b")]
extern "C" fn add(one: u8, other: u8) -> u8 { one + other }

#[measured(errors = "ui/c")]
pub extern "C-unwind" fn fail(r#type: u8) -> u8 { r#type }

fn main() {
    let add: extern "C" fn(u8, u8) -> u8 = add;
    assert_eq!(add(1, fail(2)), 3);
}
