#![deny(warnings)]
use census::measured;

struct Cart(String);
impl Cart {
    #[measured(errors = "ui/a")]
    fn unboxed(self: Box<Self>) -> Option<Self> { Some(*self) }
    #[measured(errors = "ui/b")]
    fn into_inner(mut self) -> Option<String> { self.0.push('!'); Some(self.0) }
}

fn main() {
    let cart = Box::new(Cart("a".to_owned())).unboxed().unwrap();
    assert_eq!(cart.into_inner().as_deref(), Some("a!"));
}
