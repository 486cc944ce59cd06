use census::measured;

#[measured(latency = "a", buckets = [5 ms, 10 ms])]
fn f() {}

fn main() {}
