use census::measured;

#[measured("a")]
fn f() {}

fn main() {}
