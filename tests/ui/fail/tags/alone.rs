use census::measured;

#[measured(count = "a", tags)]
fn f() {}

fn main() {}
