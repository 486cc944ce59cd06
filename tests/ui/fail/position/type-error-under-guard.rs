use census::measured;

#[measured(count = "a")]
fn f(a: u8) -> u8 {
    if a > 1 {
        return "x";
    }
    let b: bool = a;
    a + u8::from(b)
}

fn main() {}
