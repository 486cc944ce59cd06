census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 24h;
        availability >= 99.9%;
    }
}

fn main() {}
