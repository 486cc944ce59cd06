use census::measured;

#[measured(count = "a", crate = "census")]
fn f() {}

fn main() {}
