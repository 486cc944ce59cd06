use census::measured;

#[measured(count = "a", crate = my::sensus)]
fn f() {}

fn main() {}
