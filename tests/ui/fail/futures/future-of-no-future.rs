use census::measured;

#[measured(count = "a", future)]
fn pay() -> u8 {
    1
}

fn main() {}
