census::declare_slo! {
    slo CHECKOUT = "Shop_Checkout" {
        window = 28d;
        availability >= 99.9%;
    }
}

fn main() {}
