use census::measured;

#[measured]
fn f() {}

fn main() {}
