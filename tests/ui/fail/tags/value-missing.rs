use census::measured;

#[measured(count = "a", tags(method =, region))]
fn f() {}

fn main() {}
