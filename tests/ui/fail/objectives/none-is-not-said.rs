census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

#[census::measured(slo = CHECKOUT)]
fn find() -> Option<u32> {
    None
}

fn main() {}
