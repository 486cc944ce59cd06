#[census::measured(
    slo(availability = 99.9%, window = 28d),
    slo(latency < 250ms for 99%, window = 7d),
)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
