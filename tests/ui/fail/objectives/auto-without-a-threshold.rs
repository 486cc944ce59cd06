#[census::measured(latency = "a", buckets = auto, slo(availability = 99.9%, window = 28d))]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
