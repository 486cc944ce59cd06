use census::measured;

#[measured(count = b"a")]
fn f() {}

fn main() {}
