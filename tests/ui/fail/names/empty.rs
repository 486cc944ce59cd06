use census::measured;

#[measured(count = "")]
fn f() {}

fn main() {}
