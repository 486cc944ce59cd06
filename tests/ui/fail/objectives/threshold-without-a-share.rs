census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        latency < 250ms;
    }
}

fn main() {}
