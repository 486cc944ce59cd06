census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        window = 28d;
    }
}

fn main() {}
