use census::measured;

struct Cart;

#[measured(count = "shop/{method}/requests")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
