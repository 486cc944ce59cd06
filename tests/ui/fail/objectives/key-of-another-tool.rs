census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        target = 99.9%;
    }
}

fn main() {}
