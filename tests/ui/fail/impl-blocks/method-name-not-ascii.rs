use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    fn größe(&self) {}
}

fn main() {}
