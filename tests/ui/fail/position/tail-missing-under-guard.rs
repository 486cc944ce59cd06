use census::measured;

#[measured(count = "a")]
fn f(a: u8) -> Option<u8> {
    Some(a);
}

fn main() {}
