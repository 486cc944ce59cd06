use census::measured;

#[measured(count = "a")]
struct Cart;

fn main() {}
