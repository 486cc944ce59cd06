use census::measured;

#[measured(latency = "a", buckets = [5ms, 1000ms, 1s])]
fn f() {}

fn main() {}
