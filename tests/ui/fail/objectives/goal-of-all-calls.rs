census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 100%;
    }
}

fn main() {}
