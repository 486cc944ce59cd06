#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn mapped(items: &[u8], by: impl Fn(u8) -> u8) -> Result<impl Iterator<Item = u8>, ()> {
    Ok(items.iter().map(move |item| by(*item)))
}

fn main() {
    assert_eq!(mapped(&[1, 2], |item| item + 1).unwrap().sum::<u8>(), 5);
}
