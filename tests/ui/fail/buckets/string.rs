use census::measured;

#[measured(latency = "a", buckets = ["5ms"])]
fn f() {}

fn main() {}
