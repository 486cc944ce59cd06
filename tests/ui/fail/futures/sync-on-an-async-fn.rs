use census::measured;

#[measured(count = "a", sync)]
async fn pay() -> u8 {
    1
}

fn main() {}
