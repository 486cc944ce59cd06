census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        latency < 100ns for 99%;
    }
}

fn main() {}
