census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        p99 < 250ms for 99%;
    }
}

fn main() {}
