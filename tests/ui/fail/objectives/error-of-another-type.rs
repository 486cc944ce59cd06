enum E { Declined, Down }

census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; exclude = Err(E::Declined); }
}

#[census::measured(slo = CHECKOUT)]
fn pay() -> Result<(), String> {
    Ok(())
}

fn main() {}
