use census::measured;

#[measured(latency = "a", buckets = [5ms, LIMIT])]
fn f() {}

fn main() {}
