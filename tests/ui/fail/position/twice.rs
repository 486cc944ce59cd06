use census::measured;

#[measured(count = "a")]
#[measured(count = "b")]
fn f() {}

fn main() {}
