#![deny(warnings)]
use census::measured;
use std::pin::Pin;

#[measured(errors = "ui/a", in_flight = "ui/a/in_flight", future)]
fn pay(amount: &u8) -> Pin<Box<dyn Future<Output = Result<u8, String>> + Send + '_>> {
    if *amount == 0 {
        return Box::pin(std::future::ready(Err("nothing".to_owned())));
    }
    Box::pin(async move { Ok(*amount) })
}

fn main() {
    drop(pay(&1));
}
