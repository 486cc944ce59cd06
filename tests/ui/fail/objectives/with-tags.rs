census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

#[census::measured(tags(region), slo = CHECKOUT)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
