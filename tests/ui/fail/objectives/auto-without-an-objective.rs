#[census::measured(latency = "a", buckets = auto)]
fn pay() {}

fn main() {}
