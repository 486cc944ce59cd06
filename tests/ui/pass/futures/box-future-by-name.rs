#![deny(warnings)]
use census::measured;

type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[measured(errors = "ui/a", future)]
fn pay<'a>(next: fn(u8) -> BoxFuture<'a, Option<u8>>) -> BoxFuture<'a, Option<u8>> {
    next(1)
}

fn main() {
    drop(pay(|amount| Box::pin(async move { Some(amount) })));
}
