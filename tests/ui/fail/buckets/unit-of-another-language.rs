use census::measured;

#[measured(latency = "a", buckets = [1d])]
fn f() {}

fn main() {}
