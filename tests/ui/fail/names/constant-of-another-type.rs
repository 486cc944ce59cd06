use census::measured;

const NAME: u8 = 5;

#[measured(count = NAME)]
fn f() {}

fn main() {}
