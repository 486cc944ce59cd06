use census::measured;

const NAME: &str = "http requests";

#[measured(count = NAME)]
fn f() {}

fn main() {}
