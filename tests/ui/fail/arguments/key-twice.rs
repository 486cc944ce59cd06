use census::measured;

#[measured(count = "a", errors = "b", count = "c")]
fn f() {}

fn main() {}
