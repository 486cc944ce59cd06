use census::measured;

struct Cart;

#[measured(count = "shop/{type}/{method}")]
impl Cart {
    fn pay(&self) {}
}

#[measured(in_flight = "shop/{type}/{method}")]
impl Drop for Cart {
    #[measured(in_flight = "shop/cart/pay")]
    fn drop(&mut self) {}
}

fn main() {}
