census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = quarter;
        availability >= 99.9%;
    }
}

fn main() {}
