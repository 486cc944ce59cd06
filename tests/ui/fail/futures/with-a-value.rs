use census::measured;

#[measured(count = "a", future = true)]
fn pay() -> impl Future<Output = u8> {
    std::future::ready(1)
}

fn main() {}
