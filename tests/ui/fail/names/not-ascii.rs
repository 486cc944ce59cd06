use census::measured;

#[measured(count = "größe")]
fn f() {}

fn main() {}
