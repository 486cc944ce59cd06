#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn first<'a, T, const N: usize>(items: &'a [T; N], _: impl Into<u8>) -> Option<&'a T>
where
    T: PartialEq + 'a,
{
    items.first()
}

fn main() {
    assert_eq!(first(&[1, 2], 3), Some(&1));
}
