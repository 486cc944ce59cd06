census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
    }
}

fn main() {}
