#![deny(warnings)]
use census::measured;

#[measured(count = "ui/a")]
fn pay(amount: u8) -> impl Future<Output = Option<u8>> {
    async move { Some(amount).filter(|amount| *amount > 1) }
}

fn main() {
    drop(pay(1));
}
