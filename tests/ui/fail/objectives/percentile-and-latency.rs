census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        p99 < 250ms;
        latency < 1s for 99.9%;
    }
}

fn main() {}
