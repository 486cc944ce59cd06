census::declare_slo! {
    slo CHECKOUT = "checkout" {
        availability >= 99.9%;
    }
}

fn main() {}
