use census::measured;

#[measured(errors = "a")]
#[track_caller]
fn pay(amount: Option<u8>) -> Option<u8> {
    Some(amount? + 1)
}

fn main() {}
