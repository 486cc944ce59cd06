census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        latency <= 250ms for 99%;
    }
}

fn main() {}
