use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[measured = "pay"]
    fn pay(&self) {}
}

fn main() {}
