use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    pub const fn new() -> Self {
        Cart
    }
}

fn main() {}
