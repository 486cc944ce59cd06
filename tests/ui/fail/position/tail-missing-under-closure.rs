use census::measured;

#[measured(errors = "a")]
fn f(a: u8) -> Option<u8> {
    if a == 0 {
        return None;
    }
    Some(a);
}

fn main() {}
