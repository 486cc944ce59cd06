use census::measured;

#[measured(count = "2fast")]
fn f() {}

fn main() {}
