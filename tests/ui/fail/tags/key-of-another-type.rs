use census::measured;

const REGION: &str = "region";

#[measured(count = "a", tags(region))]
fn f() {}

fn main() {}
