census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        p0 < 250ms;
    }
}

fn main() {}
