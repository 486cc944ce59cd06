census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availabilty >= 99.9%;
    }
}

fn main() {}
