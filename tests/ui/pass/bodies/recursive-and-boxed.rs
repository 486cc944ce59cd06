#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
async fn down(depth: u8) -> Option<u8> {
    match depth {
        0 => None,
        _ => Box::pin(down(depth - 1)).await,
    }
}

fn main() {
    drop(down(3));
}
