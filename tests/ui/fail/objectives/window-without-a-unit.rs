census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28;
        availability >= 99.9%;
    }
}

fn main() {}
