use census::measured;

struct Shop;

#[measured(count = "shop/{method}", tags("good" = |result| result.is_ok()))]
impl Shop {
    fn open() -> Result<(), ()> {
        Ok(())
    }

    fn close() {}
}

fn main() {}
