const ID: &str = "checkout";

census::declare_slo! {
    slo CHECKOUT = ID { window = 28d; availability >= 99.9%; }
}

fn main() {}
