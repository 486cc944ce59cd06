census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

#[census::measured(count = "a", tags(region), slo = CHECKOUT)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
