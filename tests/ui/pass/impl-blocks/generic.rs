#![deny(warnings)]
use census::measured;

struct Cart<'a, T, const N: usize>(&'a [T; N]);

#[measured(errors = "ui/{type}/{method}/errors", buckets = [1ms], latency = "ui/{type}/{method}/t")]
impl<'a, T: Copy, const N: usize> Cart<'a, T, { N }> where T: PartialEq {
    const LIMIT: usize = { N };
    fn first(&self) -> Option<&'a T> { self.0.first() }
    fn both<U: Into<T>>(&self, other: U) -> bool { self.0.first() == Some(&other.into()) }
}

fn main() {
    assert_eq!((Cart(&[1]).first(), Cart::<u8, 2>::LIMIT), (Some(&1), 2));
    assert!(Cart(&[1_u16]).both(1_u8));
}
