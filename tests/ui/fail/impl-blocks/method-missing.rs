use census::measured;

struct Cart;

#[measured(count = "shop/{type}/requests")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
