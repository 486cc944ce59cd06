use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[measured]
    fn pay(&self) {}
}

fn main() {}
