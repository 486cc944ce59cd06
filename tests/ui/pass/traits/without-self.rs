#![deny(warnings)]
use census::measured;

trait Make: Sized {
    #[measured(errors = "ui/a")]
    fn make() -> Option<Self> where Self: Default { Some(Self::default()) }
}
impl Make for u8 {}

fn main() {
    assert_eq!(u8::make(), Some(0));
}
