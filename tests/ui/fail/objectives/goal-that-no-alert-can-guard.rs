census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 5%;
    }
}

fn main() {}
