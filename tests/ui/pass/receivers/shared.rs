#![deny(warnings)]
use census::measured;
use std::{rc::Rc, sync::Arc};

struct Cart;
impl Cart {
    #[measured(errors = "ui/a")]
    fn arc(self: Arc<Self>) -> Option<usize> { Some(Arc::strong_count(&self)) }
    #[measured(errors = "ui/b")]
    async fn rc(self: &Rc<Self>) -> Option<usize> { Some(Rc::strong_count(self)) }
}

fn main() {
    assert_eq!(Arc::new(Cart).arc(), Some(1));
    drop(Rc::new(Cart).rc());
}
