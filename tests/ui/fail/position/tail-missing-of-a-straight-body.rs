use census::measured;

#[measured(errors = "a")]
fn f(a: u8) -> Option<u8> {
    Some(a);
}

fn main() {}
