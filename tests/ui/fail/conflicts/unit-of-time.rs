use census::measured;

#[measured(latency = "shop/latency", unit = "ms")]
fn one() {}

struct Cart;

impl Cart {
    #[measured(latency = "shop/latency")]
    fn other(&self) {}
}

fn main() {}
