census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        latency < 250msec for 99%;
    }
}

fn main() {}
