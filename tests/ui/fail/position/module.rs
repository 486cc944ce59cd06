use census::measured;

#[measured(count = "a")]
mod cart {}

fn main() {}
