census::declare_slo! {
    slo CHECKOUT = "the-checkout-of-the-shop-in-the-city-of-the-very-long-names" {
        window = 28d;
        availability >= 99.9%;
    }
}

fn main() {}
