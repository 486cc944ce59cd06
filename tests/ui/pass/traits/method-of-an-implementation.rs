#![deny(warnings)]
use census::measured;

struct Carts(u8);
impl Iterator for Carts {
    type Item = u8;
    #[measured(errors = "ui/a", latency = "ui/b")]
    fn next(&mut self) -> Option<<Self as Iterator>::Item> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

fn main() {
    assert_eq!(Carts(3).count(), 3);
}
