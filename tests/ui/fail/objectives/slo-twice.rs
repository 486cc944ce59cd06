census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

#[census::measured(slo = CHECKOUT, slo(availability = 99%, window = 7d))]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
