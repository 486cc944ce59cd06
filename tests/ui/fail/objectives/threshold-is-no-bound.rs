census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; latency < 300ms for 99%; }
}

#[census::measured(latency = "a", slo = CHECKOUT)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
