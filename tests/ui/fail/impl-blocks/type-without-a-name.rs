use census::measured;

trait Pay {
    fn pay(&self) {}
}

#[measured(count = "{type}/{method}")]
impl Pay for [u8] {
    fn pay(&self) {}
}

fn main() {}
