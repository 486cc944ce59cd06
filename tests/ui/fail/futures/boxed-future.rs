use census::measured;

#[measured(count = "a")]
fn pay(now: bool) -> std::pin::Pin<Box<dyn Future<Output = u8> + Send>> {
    if now {
        return Box::pin(std::future::ready(1));
    }
    Box::pin(async move { 2 })
}

fn main() {}
