census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        latency < 250 ms for 99%;
    }
}

fn main() {}
