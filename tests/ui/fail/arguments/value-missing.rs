use census::measured;

#[measured(count, errors = "b")]
fn f() {}

fn main() {}
