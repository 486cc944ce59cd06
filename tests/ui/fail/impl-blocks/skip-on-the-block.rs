use census::measured;

struct Cart;

#[measured(skip, count = "{type}/{method}")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
