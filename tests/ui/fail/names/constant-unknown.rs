use census::measured;

#[measured(count = names::REQUESTS)]
fn f() {}

fn main() {}
