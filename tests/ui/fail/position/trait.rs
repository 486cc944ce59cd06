use census::measured;

#[measured(count = "a")]
trait Pay {
    fn pay(&self) {}
}

fn main() {}
