use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[measured(skip, count = "pay")]
    fn pay(&self) {}
}

fn main() {}
