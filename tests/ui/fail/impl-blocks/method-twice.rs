use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[measured(count = "a")]
    #[measured(count = "b")]
    fn pay(&self) {}
}

fn main() {}
