use census::measured;

type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + 'a>>;

#[measured(latency = "a")]
fn pay<'a>(future: BoxFuture<'a, u8>) -> BoxFuture<'a, u8> {
    future
}

fn main() {}
