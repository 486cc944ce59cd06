use census::measured;

struct Cart;

#[measured(count = "{type}/{method}", errors = "{type}/{method}")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
