use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    fn get_x(&self) {}
    fn getX(&self) {}
}

fn main() {}
