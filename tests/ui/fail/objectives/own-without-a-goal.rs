#[census::measured(slo(window = 28d))]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
