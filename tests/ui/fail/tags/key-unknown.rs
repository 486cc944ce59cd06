use census::measured;

#[measured(count = "a", tags(region, method = "get"))]
fn f() {}

fn main() {}
