use census::measured;

#[measured(latency = "a", buckets = [0.5ns])]
fn f() {}

fn main() {}
