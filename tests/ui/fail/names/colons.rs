use census::measured;

#[measured(count = "shop::checkout")]
fn f() {}

fn main() {}
