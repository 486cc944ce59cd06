use census::measured;

#[measured(count = "a", crate = core)]
fn f() {}

fn main() {}
