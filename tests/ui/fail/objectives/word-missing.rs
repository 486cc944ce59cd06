census::declare_slo! {
    pub static CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

fn main() {}
