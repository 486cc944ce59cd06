use census::measured;

#[measured(count = "a")]
fn f() -> impl Future<Output = u8> + Send {
    std::future::ready(1)
}

fn main() {}
