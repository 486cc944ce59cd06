use census::measured;

#[measured(errors = "a", tags("first" = first))]
fn f((first, _): (u8, String)) -> u8 {
    first
}

fn main() {}
