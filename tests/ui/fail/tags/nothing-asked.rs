use census::measured;

#[measured(tags("region"))]
fn f() {}

fn main() {}
