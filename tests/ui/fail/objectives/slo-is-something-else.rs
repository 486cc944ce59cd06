census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

#[census::measured(slo = String)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
