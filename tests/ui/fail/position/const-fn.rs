use census::measured;

#[measured(count = "a")]
const fn f() {}

fn main() {}
