use census::measured;

struct Shop(u8);

impl Shop {
    #[measured(count = "a", tags("shop" = self.0))]
    fn new() -> Self {
        Shop(1)
    }
}

fn main() {}
