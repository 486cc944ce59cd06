use census::measured;

mod cart {
    #[census::measured(count = "shop/cart/requests")]
    fn pay() {}
}

#[measured(count = "shop/calls", errors = "shop/cart/requests")]
fn pay() {}

fn main() {}
