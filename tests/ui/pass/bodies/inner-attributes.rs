#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn pay() -> Option<u8> {
    #![allow(unused_variables)]
    let unused = 1;
    Some(1)
}

fn main() {
    assert_eq!(pay(), Some(1));
}
