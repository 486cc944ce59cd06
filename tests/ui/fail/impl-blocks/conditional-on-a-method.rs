use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
impl Cart {
    #[cfg_attr(all(), measured(skip))]
    fn pay(&self) {}
}

fn main() {}
