use census::measured;

#[measured(count = "a", tags(1))]
fn f() {}

fn main() {}
