use census::measured;

#[measured(count = "census/exports")]
fn f() {}

fn main() {}
