use census::measured;

struct Shop(u8);

#[measured(count = "shop/{method}", tags("shop" = self.0))]
impl Shop {
    fn new() -> Self {
        Shop(1)
    }
}

fn main() {}
