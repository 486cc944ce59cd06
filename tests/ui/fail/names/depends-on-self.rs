use census::measured;

struct Cart;

impl Cart {
    const NAME: &str = "cart";

    #[measured(count = Self::NAME)]
    fn pay(&self) {}
}

fn main() {}
