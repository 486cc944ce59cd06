use census::measured;

#[measured(latency = "a", buckets = [5ms, 100ms, 10ms, 1s])]
fn f() {}

fn main() {}
