use census::measured;

struct Cart;

#[measured(count = "shop/{type}/{fn}/requests")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
