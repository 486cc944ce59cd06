extern crate census as metrics;

struct Cart;

#[metrics::measured(crate = metrics, count = "ui/{type}/{method}")]
impl Cart {
    fn pay(&self) {}
    #[measured(errors = "ui/later")]
    fn pay_later(&self) -> Option<u8> { None }
}

fn main() {
    (Cart.pay(), Cart.pay_later());
}
