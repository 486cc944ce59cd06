use census::measured;

trait Pay {
    fn pay(&self);
}

#[measured(count = "{type}/{method}")]
impl<T> Pay for T {
    fn pay(&self) {}
}

fn main() {}
