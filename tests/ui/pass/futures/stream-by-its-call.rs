#![deny(warnings)]
use census::measured;

trait Stream {}
impl Stream for u8 {}

#[measured(count = "ui/a", sync)]
fn items() -> impl Stream {
    1
}

fn main() {
    let _ = items();
}
