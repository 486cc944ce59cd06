use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    fn pay(&self) -> u8 {
        "x"
    }
}

fn main() {}
