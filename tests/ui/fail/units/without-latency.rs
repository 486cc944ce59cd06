use census::measured;

#[measured(count = "a", unit = "ms")]
fn f() {}

fn main() {}
