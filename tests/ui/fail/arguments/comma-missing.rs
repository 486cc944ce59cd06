use census::measured;

#[measured(count = "a" errors = "b")]
fn f() {}

fn main() {}
