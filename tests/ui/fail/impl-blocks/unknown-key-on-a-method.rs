use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[measured(skp)]
    fn pay(&self) {}
    #[measured(cuont = "a")]
    fn pay_later(&self) {}
}

fn main() {}
