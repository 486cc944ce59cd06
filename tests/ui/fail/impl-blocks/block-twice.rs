use census::measured;

struct Cart;

#[measured(count = "{type}/{method}")]
#[measured(errors = "{type}/{method}/errors")]
impl Cart {
    fn pay(&self) {}
}

fn main() {}
