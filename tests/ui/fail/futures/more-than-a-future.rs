use census::measured;

#[measured(count = "a", future)]
fn pay() -> impl Future<Output = u8> + Unpin {
    std::future::ready(1)
}

fn main() {}
