census::declare_slo! {
    slo CHECKOUT = "checkout" { window = 28d; latency < 250ms for 99%; }
}

#[census::measured(latency = "a", buckets = [100s, 250s, 500s], slo = CHECKOUT)]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
