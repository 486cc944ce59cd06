use census::measured;

#[measured(crate = census)]
fn f() {}

fn main() {}
