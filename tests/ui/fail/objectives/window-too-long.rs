census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 365d;
        availability >= 99.9%;
    }
}

fn main() {}
