use census::measured;

struct Cart;

#[measured]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
