#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn pay(amount: &str) -> Option<&str> { amount.get(1..) }

fn main() {
    let by_pointer: for<'a> fn(&'a str) -> Option<&'a str> = pay;
    assert_eq!(["ab"].into_iter().filter_map(by_pointer).next(), Some("b"));
}
