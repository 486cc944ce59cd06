use census::measured;

#[measured(count = "a", tags(method: "get"))]
fn f() {}

fn main() {}
