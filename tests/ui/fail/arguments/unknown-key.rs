use census::measured;

#[measured(latncy = "a")]
fn f() {}

fn main() {}
