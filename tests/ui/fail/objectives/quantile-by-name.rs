census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        quantile = 0.99;
        availability >= 99.9%;
    }
}

fn main() {}
