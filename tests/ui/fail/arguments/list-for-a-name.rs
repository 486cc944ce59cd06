use census::measured;

#[measured(count = ["a"])]
fn f() {}

fn main() {}
