use census::measured;

#[measured(objective = 99.9, count = "a")]
fn f() {}

fn main() {}
