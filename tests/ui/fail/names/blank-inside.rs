use census::measured;

#[measured(count = "http requests")]
fn f() {}

fn main() {}
