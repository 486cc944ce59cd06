use census::measured;

#[measured(count = 3)]
fn f() {}

fn main() {}
