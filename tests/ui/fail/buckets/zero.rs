use census::measured;

#[measured(latency = "a", buckets = [0ms, 5ms, 10ms])]
fn f() {}

fn main() {}
