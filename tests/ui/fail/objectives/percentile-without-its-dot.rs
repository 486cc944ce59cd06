census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        p999 < 250ms;
    }
}

fn main() {}
