use census::measured;

#[measured(count = "a", tags = [region])]
fn f() {}

fn main() {}
