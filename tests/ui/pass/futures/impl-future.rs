#![deny(warnings)]
use census::measured;

#[measured(count = "ui/a", errors = "ui/a/errors", future)]
fn pay(amount: &u8) -> impl Future<Output = Result<u8, String>> + Send {
    let amount = *amount;
    async move { Ok(amount) }
}

fn main() {
    fn is_send<T: Send>(_: T) {}
    is_send(pay(&1));
}
