const OK: census::TagKey = census::TagKey::new("ok");

#[census::measured(in_flight = "a", tags(ok = |result| result.is_ok()))]
fn pay() -> Result<(), ()> {
    Ok(())
}

fn main() {}
