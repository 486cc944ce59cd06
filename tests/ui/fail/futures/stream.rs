use census::measured;

trait Stream {}
impl Stream for u8 {}

#[measured(count = "a")]
fn items() -> impl Stream {
    1
}

fn main() {}
