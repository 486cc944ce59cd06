use std::pin::Pin;

use census::measured;

#[measured(count = "a", errors = "b")]
fn f() -> Pin<Box<dyn Future<Output = Result<u8, ()>> + Send>> {
    Box::pin(std::future::ready(Ok(1)))
}

fn main() {}
