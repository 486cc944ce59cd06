census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 0d;
        availability >= 99.9%;
    }
}

fn main() {}
