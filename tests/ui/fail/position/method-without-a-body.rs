use census::measured;

trait Pay {
    #[measured(count = "a")]
    fn pay(&self);
}

fn main() {}
