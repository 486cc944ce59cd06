#![deny(warnings)]
use census::measured;
use std::pin::Pin;

struct Cart(u8);
impl Cart {
    #[measured(errors = "ui/a")]
    fn look(self: Pin<&Self>) -> Option<u8> { Some(self.0) }
    #[measured(errors = "ui/b")]
    fn fill(mut self: Pin<&mut Self>) -> Option<&mut Self> { self.0 += 1; Some(self.get_mut()) }
}

fn main() {
    let mut cart = Cart(1);
    assert_eq!(Pin::new(&mut cart).fill().unwrap().0, 2);
    assert_eq!(Pin::new(&cart).look(), Some(2));
}
