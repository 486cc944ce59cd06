use census::measured;

struct Cart;

#[measured(count = "a")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
