#![allow(non_snake_case)]
use census::{measured, testing::scope};

struct HttpCart;

#[measured(count = "ui/{type}/{method}/requests")]
impl HttpCart {
    fn pay(&self) {}
    pub fn getAll() {}
}

fn main() {
    let scope = scope();
    (HttpCart.pay(), HttpCart::getAll(), HttpCart::getAll());
    let snapshot = scope.snapshot();
    let count = |view| snapshot.view(view).unwrap().count();
    assert_eq!(count("ui/http_cart/pay/requests"), 1);
    assert_eq!(count("ui/http_cart/get_all/requests"), 2);
}
