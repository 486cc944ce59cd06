census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.99999%;
    }
}

fn main() {}
