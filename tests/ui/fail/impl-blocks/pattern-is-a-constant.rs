use census::measured;

struct Cart;
const NAME: &str = "name";

#[measured(count = NAME)]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
