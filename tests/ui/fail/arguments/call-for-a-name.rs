use census::measured;

#[measured(count = name("a"))]
fn f() {}

fn main() {}
