use census::measured;

#[measured(count = "a", tags("Straße"))]
fn f() {}

fn main() {}
